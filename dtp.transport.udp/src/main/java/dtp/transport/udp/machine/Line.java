package dtp.transport.udp.machine;

import java.nio.ByteBuffer;

/** The way to one peer, as a machine sees it. Called by the machine's thread; datagrams may be lost. */
public interface Line {
    /** One datagram; the buffer is the line's from now on. */
    void send(ByteBuffer datagram);

    /** False: what is sent now waits in memory; the machine is run again when there is room. */
    boolean writable();

    /** An empty buffer for at least {@code bytes}, to be filled and sent by {@link #sendBatch} before anything else is called. */
    ByteBuffer batch(int bytes);

    /** Sends what was put into the batch as datagrams of so many bytes each, the last one perhaps shorter. */
    void sendBatch(int segmentBytes);
}
