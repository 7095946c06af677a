package dtp.transport.zmq.net;

import java.nio.ByteBuffer;

/** Memory outside the heap for chunks on their way to servers, of all deliveries together. On the loop's thread. */
final class ChunkMemory {
    private final long mostBytes;
    private long bytes;

    ChunkMemory(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    boolean hasRoom() {
        return bytes < mostBytes;
    }

    /** On the heap when there is no other memory left. */
    ByteBuffer allocate(int size) {
        bytes += size;
        try {
            return ByteBuffer.allocateDirect(size);
        } catch (OutOfMemoryError e) {
            return ByteBuffer.allocate(size);
        }
    }

    /** So many bytes are in use no more. */
    void free(long size) {
        bytes -= size;
    }
}
