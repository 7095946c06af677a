package dtp.transport.udp.machine;

import dtp.api.transport.RefusedException;
import dtp.transport.udp.wire.Encoder;
import dtp.transport.udp.wire.Op;
import dtp.transport.udp.wire.Packet;
import dtp.transport.udp.wire.Packet.Nack;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** A proven transfer of a server, seen from the table that holds it. The server's thread. */
interface Guest {
    /** Anything but a piece. */
    void packet(Packet packet, long nowNs);

    /** DATA with a piece. */
    void data(ByteBuffer in, long nowNs);

    void run(long nowNs);

    long deadlineNs(long nowNs);

    /** kftp.md, Options: what is known of the file by now, for the ACK to the repeated request. */
    default Map<String, String> told() {
        return Map.of();
    }

    /** It can be forgotten. */
    boolean over();

    /** Bytes a second that it would take now; 0 while nobody is heard who would take them. */
    long demand(long nowNs);

    /** New share of the server's rate. */
    void share(long bytesPerSecond, long nowNs);

    /**
     * How long it has been silent, where it may be forgotten for another's sake; 0 while it may not.
     *
     * @param patienceNs silence after which a peer that has all, or was refused, asks for nothing more
     */
    long spareNs(long nowNs, long patienceNs);

    /** It is forgotten for another's sake. */
    void giveWay();

    void close(String why);

    /** The error of a refusal (kftp.md, Errors). */
    static Nack nack(int op, long number, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof RefusedException refused)) {
            return new Nack(op, number, Op.CANNOT_READ, "");
        }
        int error = switch (refused.why()) {
            case NOT_FOUND -> Op.NO_SUCH_FILE;
            case NOT_ALLOWED, BAD_NAME -> Op.NOT_ALLOWED;
            case EXISTS -> Op.EXISTS;
            case IN_USE, TOO_MANY, STOPPING -> Op.BUSY;
            case NO_SPACE, TOO_LARGE -> Op.NO_SPACE;
            case CHANGED -> Op.SOURCE_CHANGED;
            case DIGEST_MISMATCH -> Op.DIGEST_MISMATCH;
            case GAPS, IO -> Op.CANNOT_READ;
        };
        return new Nack(op, number, error, refused.getMessage() == null ? "" : refused.getMessage());
    }

    /** An IRQ of a file that is still being opened: the first is answered when it is open, a repeated one at once. */
    static void notYet(Line line, long number, int before) {
        if (before > 0) {
            answer(line, new Nack(Op.IRQ, number, Op.NOT_YET, ""));
        }
    }

    static void answer(Line line, Packet packet) {
        line.send(Encoder.encode(packet));
    }
}
