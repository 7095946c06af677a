package dtp.transport.udp.machine;

import dtp.transport.udp.wire.Encoder;
import dtp.transport.udp.wire.Limits;
import dtp.transport.udp.wire.Op;
import dtp.transport.udp.wire.Packet;
import dtp.transport.udp.wire.Packet.Rrq;
import dtp.transport.udp.wire.Packet.RrqAck;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a server makes of a first request (kftp.md, Options). Pure. */
final class Acceptance {
    private Acceptance() {}

    /** @return why it cannot be, as an error of the wire; 0 when it can */
    static int error(Rrq rrq) {
        Map<String, String> options = rrq.options();
        if (rrq.mode() != Packet.READ && rrq.mode() != Packet.WRITE) {
            return Op.MODE_NOT_OFFERED;
        }
        boolean wrong = Options.isWrong(options, Options.PIECE, Limits.MIN_PIECE)
                || Options.isWrong(options, Options.RATE, 1)
                || (rrq.mode() == Packet.WRITE && WriteRequest.isWrong(options));
        return wrong ? Op.BAD_REQUEST : 0;
    }

    /**
     * The options that hold, as many as fit into an answer no longer than the request.
     *
     * @param told what is known of the file by now
     * @param mostBytes of the answer
     * @param bytesPerSecond the server's limit
     */
    static ByteBuffer answer(
            long number, Rrq rrq, int piece, Map<String, String> told, int mostBytes, long bytesPerSecond) {
        Map<String, String> holds = holding(rrq, piece, told, bytesPerSecond);
        ByteBuffer answer = Encoder.encode(new RrqAck(number, holds));
        while (answer.remaining() > mostBytes && !holds.isEmpty()) {
            String last = null;
            for (String key : holds.keySet()) {
                last = key;
            }
            holds.remove(last);
            answer = Encoder.encode(new RrqAck(number, holds));
        }
        return answer;
    }

    /** Those that matter most come first. */
    private static Map<String, String> holding(Rrq rrq, int piece, Map<String, String> told, long bytesPerSecond) {
        Map<String, String> asked = rrq.options();
        Map<String, String> holds = new LinkedHashMap<>();
        if (asked.containsKey(Options.NONCE)) {
            holds.put(Options.NONCE, asked.get(Options.NONCE));
        }
        holds.putAll(told);
        if (Options.ranges(asked)) {
            holds.put(Options.RANGES, "1");
        }
        if (asked.containsKey(Options.PIECE)) {
            holds.put(Options.PIECE, Integer.toString(piece));
        }
        long rate = Math.min(Options.rate(asked, piece).orElse(Long.MAX_VALUE), bytesPerSecond);
        if (rate != Long.MAX_VALUE) {
            // its own limit unasked: who knows it does not take a slow server for a silent one
            holds.put(Options.RATE, Long.toString(rate));
        }
        if (rrq.mode() == Packet.WRITE) {
            holds.put(Options.SIZE, asked.get(Options.SIZE));
            if (asked.containsKey(Options.SHA256)) {
                holds.put(Options.SHA256, asked.get(Options.SHA256));
            }
        }
        return holds;
    }
}
