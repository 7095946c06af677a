package dtp.transport.udp.machine;

import dtp.api.payload.PayloadInfo;
import dtp.transport.udp.wire.Encoder;
import dtp.transport.udp.wire.Limits;
import dtp.transport.udp.wire.Packet.Rrq;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** The options of RRQ and of its ACK, by their keys (kftp.md, Options). Pure. */
final class Options {
    static final String PIECE = "piece";
    static final String RATE = "rate";
    static final String RANGES = "ranges";
    static final String SIZE = "size";
    /** Milliseconds since 1970. */
    static final String MODIFIED = "modified";

    static final String SHA256 = "sha256";
    static final String NONCE = "nonce";
    static final String STORED = "stored";
    static final String PAD = "pad";

    private static final int LONGEST_PIECE_SECONDS = 16;

    private Options() {}

    /** A number of up to 18 digits; empty when it is absent or none. */
    static OptionalLong number(Map<String, String> options, String key) {
        String text = options.getOrDefault(key, "");
        if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(text));
    }

    /** The rate that is asked for; of a base stream, which its reader does not end, at least a piece in 16 s. */
    static OptionalLong rate(Map<String, String> options, int piece) {
        OptionalLong asked = number(options, RATE);
        return asked.isEmpty() || ranges(options)
                ? asked
                : OptionalLong.of(Math.max(asked.getAsLong(), piece / LONGEST_PIECE_SECONDS));
    }

    /** Size and time of a payload. */
    static Map<String, String> of(PayloadInfo info) {
        Map<String, String> told = new LinkedHashMap<>();
        info.size().ifPresent(bytes -> told.put(SIZE, Long.toString(bytes)));
        info.modified()
                .filter(when -> !when.isBefore(Instant.EPOCH))
                .ifPresent(when -> told.put(MODIFIED, Long.toString(when.toEpochMilli())));
        return told;
    }

    /** True when a number stands there that is none, or out of its bounds. */
    static boolean isWrong(Map<String, String> options, String key, long least) {
        return options.containsKey(key) && number(options, key).orElse(-1) < least;
    }

    static boolean ranges(Map<String, String> options) {
        return "1".equals(options.get(RANGES));
    }

    static int piece(Map<String, String> options) {
        return (int) Math.min(number(options, PIECE).orElse(Limits.DEFAULT_PIECE), Limits.MAX_PIECE);
    }

    /** This request, padded so that its answer may hold options. */
    static Rrq padded(Rrq rrq) {
        int bytes = Encoder.encode(rrq).remaining();
        int pad = Limits.RRQ_BYTES - bytes - PAD.length() - 2;
        if (rrq.options().isEmpty() || pad <= 0) {
            return rrq;
        }
        Map<String, String> options = new LinkedHashMap<>(rrq.options());
        options.put(PAD, "0".repeat(Math.min(pad, Limits.MAX_OPTION)));
        return new Rrq(rrq.name(), rrq.mode(), options);
    }
}
