package dtp.transport.tcp.machine;

import java.nio.ByteBuffer;

/** Bytes that came. The machine's thread only, but the release on any. */
public interface Inflow {
    /** What is left; a machine that does not move the position to the end has paused the line. */
    ByteBuffer data();

    /** How much memory {@link #retain} keeps in use, whatever of it is data. */
    int heldBytes();

    /** The bytes are used longer than the call. @return gives them back; to run exactly once */
    Runnable retain();
}
