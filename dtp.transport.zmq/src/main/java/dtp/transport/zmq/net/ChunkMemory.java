package dtp.transport.zmq.net;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Memory outside the heap for chunks on their way to servers, of all deliveries together. What a delivery has left serves the
 * next, because the garbage collector gives such memory back late. On the loop's thread.
 */
final class ChunkMemory {
    private static final int IDLE_SHARE = 2;

    private final long mostBytes;
    private final ArrayDeque<ByteBuffer> idle = new ArrayDeque<>();
    private int users;
    private long idleBytes;

    /** @param mostBytes that may be lent; half as much is kept for the next */
    ChunkMemory(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** A delivery begins, which has its share until {@link #leave}. */
    void join() {
        users++;
    }

    void leave() {
        users--;
    }

    /** What one delivery may have: many at once would else take turns in more memory than a processor's cache has. */
    long share() {
        return mostBytes / Math.max(1, users);
    }

    /** On the heap when there is no other memory left. */
    ByteBuffer lend(int size) {
        ByteBuffer old = idle.poll();
        idleBytes -= old == null ? 0 : old.capacity();
        return old != null && old.capacity() >= size ? old : allocate(size);
    }

    private static ByteBuffer allocate(int size) {
        try {
            return ByteBuffer.allocateDirect(size);
        } catch (OutOfMemoryError e) {
            return ByteBuffer.allocate(size);
        }
    }

    /** Nobody reads it any more. Memory that somebody may still read, as a socket that was closed, is not given back. */
    void giveBack(ByteBuffer memory) {
        if (idleBytes + memory.capacity() <= mostBytes / IDLE_SHARE) {
            idle.push(memory);
            idleBytes += memory.capacity();
        }
    }
}
