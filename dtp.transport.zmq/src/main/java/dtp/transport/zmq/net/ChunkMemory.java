package dtp.transport.zmq.net;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Memory outside the heap for chunks on their way to servers, of all deliveries together. What a delivery has left serves the
 * next, because the garbage collector gives such memory back late. On the loop's thread.
 */
final class ChunkMemory {
    private static final int IDLE_SHARE = 4;

    private final long mostBytes;
    private final ArrayDeque<ByteBuffer> idle = new ArrayDeque<>();
    private long lentBytes;
    private long idleBytes;

    /** @param mostBytes that may be lent; a quarter as much is kept for the next */
    ChunkMemory(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    boolean hasRoom() {
        return lentBytes < mostBytes;
    }

    /** On the heap when there is no other memory left. */
    ByteBuffer lend(int size) {
        ByteBuffer old = idle.poll();
        idleBytes -= old == null ? 0 : old.capacity();
        ByteBuffer lent = old != null && old.capacity() >= size ? old : allocate(size);
        lentBytes += lent.capacity();
        return lent;
    }

    private static ByteBuffer allocate(int size) {
        try {
            return ByteBuffer.allocateDirect(size);
        } catch (OutOfMemoryError e) {
            return ByteBuffer.allocate(size);
        }
    }

    /** Nobody reads it any more. */
    void giveBack(ByteBuffer memory) {
        lost(memory);
        if (idleBytes + memory.capacity() <= mostBytes / IDLE_SHARE) {
            idle.push(memory);
            idleBytes += memory.capacity();
        }
    }

    /** It must not be used again: a socket that was closed may still be reading it. */
    void lost(ByteBuffer memory) {
        lentBytes -= memory.capacity();
    }
}
