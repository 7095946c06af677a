package dtp.transport.zmq.wire;

import dtp.api.interval.IntervalSet;
import java.nio.ByteBuffer;

/** What a server answers, zmq.md "Base" and "Extended". Immutable, but for the bytes of {@link Data}. */
public sealed interface Answer {
    /** {@code READY}. */
    record Ready() implements Answer {}

    /** {@code ERROR text}. */
    record Refused(String text) implements Answer {}

    /** {@code READY DTP/1 missing}: to an extended HELLO. */
    record Missing(IntervalSet missing) implements Answer {}

    /** {@code ERROR text DTP/1}: to an extended HELLO. */
    record RefusedDtp(String text) implements Answer {}

    /** {@code READY name offset}: to a chunk of an extended transfer. */
    record Taken(String name, long offset) implements Answer {}

    /** {@code ERROR text name offset}: to a chunk of an extended transfer, or to a FETCH. */
    record RefusedAt(String text, String name, long offset) implements Answer {}

    /**
     * {@code READY size sha256 modified version}: to a STAT.
     *
     * @param sha256 64 hexadecimal digits, or empty while the server does not know it
     * @param modifiedMs since 1970
     * @param version at most {@value Frames#MOST_VERSION_BYTES} bytes; changes with the file
     */
    record Stat(long size, String sha256, long modifiedMs, String version) implements Answer {}

    /** {@code DATA name offset size checksum data}: to a FETCH. */
    record Data(String name, long offset, long size, Checksum checksum, String hex, ByteBuffer data)
            implements Answer {}
}
