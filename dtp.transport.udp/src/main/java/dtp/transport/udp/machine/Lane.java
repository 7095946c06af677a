package dtp.transport.udp.machine;

import dtp.transport.udp.wire.Encoder;
import dtp.transport.udp.wire.Limits;
import dtp.transport.udp.wire.Op;
import dtp.transport.udp.wire.Packet;
import dtp.transport.udp.wire.Packet.Bye;
import dtp.transport.udp.wire.Packet.Irq;
import dtp.transport.udp.wire.Packet.IrqAck;
import dtp.transport.udp.wire.Packet.Nack;
import dtp.transport.udp.wire.Packet.Rrq;
import dtp.transport.udp.wire.Packet.RrqAck;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The first exchanges with one server, for reading and writing alike: RRQ, IRQ, their repeats, and what was accepted. One thread. */
final class Lane {
    /** kftp.md, Repeats. */
    private static final int REPEATS = 8;

    /** Who said "not yet" is not asked less often than that, doubled. */
    private static final long NOT_YET_NS = 1_000_000_000L;

    enum Phase {
        NEW,
        REQUESTED,
        NUMBERED,
        READY,
        FAILED
    }

    private final Line line;
    private final String server;
    private final RoundTrip trip = new RoundTrip();
    private long nonce;
    private Rrq rrq;
    private final long size;
    private Phase phase = Phase.NEW;
    private Packet last;
    private long number;
    private Map<String, String> accepted = Map.of();
    private IrqAck info;
    private Nack refusal;
    private long sentNs;
    private long firstSentNs;
    private long waitNs;
    private int repeats;
    /** So many refusals of options may still be on their way. */
    private int refusals;

    /** @param size bytes of a write, 0 of a read */
    Lane(Line line, String server, Rrq rrq, long size, long nonce) {
        this.line = line;
        this.server = server;
        this.size = size;
        this.nonce = nonce;
        Map<String, String> options = new LinkedHashMap<>(rrq.options());
        options.put(Options.NONCE, shownNonce());
        this.rrq = new Rrq(rrq.name(), rrq.mode(), options);
    }

    Line line() {
        return line;
    }

    /** As the user wrote it. */
    String server() {
        return server;
    }

    Phase phase() {
        return phase;
    }

    long number() {
        return number;
    }

    RoundTrip trip() {
        return trip;
    }

    boolean ranges() {
        return Options.ranges(accepted);
    }

    /** Bytes a second that the server says it sends at most; Long.MAX_VALUE where it says nothing. */
    long rate() {
        long told = Options.number(accepted, Options.RATE).orElse(0);
        return told > 0 ? told : Long.MAX_VALUE;
    }

    /** kftp.md, Write: the same file is there already, finished. */
    boolean stored() {
        return "1".equals(accepted.get(Options.STORED));
    }

    /** Whether the server of a write has seen the digest that it was told: it says so, or knows what kftp.md makes of it. */
    boolean digestSeen() {
        String told = rrq.options().getOrDefault(Options.SHA256, "");
        return !told.isEmpty() && told.equals(accepted.getOrDefault(Options.SHA256, ranges() ? told : ""));
    }

    IrqAck info() {
        return info;
    }

    /** Why it failed: what the server said; empty: it said nothing. */
    Optional<Nack> refusal() {
        return Optional.ofNullable(refusal);
    }

    void start(long nowNs) {
        phase = Phase.REQUESTED;
        send(Options.padded(rrq), nowNs);
    }

    /** The same request gets the same number, and what is known of the file by now. */
    void repeat() {
        line.send(Encoder.encode(Options.padded(rrq)));
    }

    /** Asks once more, for pieces of that size: all servers of a file hold the same (kftp.md, Read 2). */
    void again(int piece, long nowNs) {
        bye();
        Map<String, String> options = new LinkedHashMap<>(rrq.options());
        options.put(Options.PIECE, Integer.toString(piece));
        // a late copy of the answer to the first request bears a number that has had its BYE
        nonce++;
        options.put(Options.NONCE, shownNonce());
        rrq = new Rrq(rrq.name(), rrq.mode(), options);
        number = 0;
        info = null;
        accepted = Map.of();
        start(nowNs);
    }

    private void send(Packet packet, long nowNs) {
        last = packet;
        sentNs = nowNs;
        firstSentNs = nowNs;
        waitNs = trip.patienceNs();
        repeats = 0;
        line.send(Encoder.encode(packet));
    }

    /** @return true when it changed something */
    boolean packet(Packet packet, long nowNs) {
        if (packet instanceof RrqAck ack && phase == Phase.REQUESTED) {
            return numbered(ack, nowNs);
        }
        if (packet instanceof IrqAck ack && phase == Phase.NUMBERED && ack.number() == number) {
            measure(nowNs);
            info = ack;
            phase = Phase.READY;
            return true;
        }
        return packet instanceof Nack nack && refused(nack, nowNs);
    }

    private String shownNonce() {
        return HexFormat.of().toHexDigits(nonce);
    }

    private boolean numbered(RrqAck ack, long nowNs) {
        String echoed = ack.options().get(Options.NONCE);
        boolean stranger = ack.number() == 0 || (echoed != null && !echoed.equals(shownNonce()));
        if (stranger || Options.isWrong(ack.options(), Options.PIECE, Limits.MIN_PIECE)) {
            return false;
        }
        measure(nowNs);
        number = ack.number();
        accepted = ack.options();
        phase = Phase.NUMBERED;
        // in pieces of the size that holds, which may be less than was asked for (kftp.md, Options)
        send(new Irq(number, Limits.pieces(size, Options.piece(accepted))), nowNs);
        return true;
    }

    private void measure(long nowNs) {
        if (repeats == 0) {
            trip.measured(nowNs - firstSentNs);
        } else {
            trip.guessed(nowNs - firstSentNs);
        }
    }

    private boolean refused(Nack nack, long nowNs) {
        boolean mine = phase == Phase.REQUESTED ? nack.op() == Op.RRQ : nack.number() == number && phase != Phase.NEW;
        if (!mine) {
            return false;
        }
        if (nack.error() == Op.NOT_YET) {
            repeats = 0;
            waitNs = Math.min(waitNs, NOT_YET_NS);
            return true;
        }
        if (phase == Phase.REQUESTED
                && nack.error() == Op.BAD_REQUEST
                && !rrq.options().isEmpty()) {
            // a base peer that does not know options: asked again without; it refuses each repeat, of which one may
            // come twice
            refusals = 1 + repeats;
            rrq = new Rrq(rrq.name(), rrq.mode(), Map.of());
            send(rrq, nowNs);
            return true;
        }
        if (phase == Phase.REQUESTED && nack.error() == Op.BAD_REQUEST && refusals > 0) {
            refusals--;
            return false;
        }
        phase = Phase.FAILED;
        refusal = nack;
        return true;
    }

    /** Nothing was accepted that the request asked for: the bytes of a piece are the base's. */
    int piece() {
        return info == null ? Limits.DEFAULT_PIECE : info.piece();
    }

    void run(long nowNs) {
        if ((phase == Phase.REQUESTED || phase == Phase.NUMBERED) && nowNs - sentNs >= waitNs) {
            if (repeats == REPEATS) {
                phase = Phase.FAILED;
                return;
            }
            repeats++;
            sentNs = nowNs;
            waitNs *= 2;
            line.send(Encoder.encode(last));
        }
    }

    /** Tells a server that understands it; another runs into its own timeout. */
    void bye() {
        if (number != 0 && ranges()) {
            line.send(Encoder.encode(new Bye(number)));
        }
    }

    long deadlineNs() {
        return phase == Phase.REQUESTED || phase == Phase.NUMBERED ? sentNs + waitNs : Long.MAX_VALUE;
    }
}
