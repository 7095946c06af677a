package dtp.transport.zmq.net;

import dtp.transport.zmq.machine.ServerPort.NoMemoryException;
import java.nio.ByteBuffer;

/**
 * Memory for what peers read, from when it is read until the network has it, of all peers together: outside the heap, where nothing
 * that they leave unread takes it from the rest of the program, and used again. What a peer had when it left may still be read by
 * its socket: it is counted until the garbage collector has it. Any thread.
 */
final class AnswerMemory {
    /** Less is on the heap: much of that is needed to fill it. */
    static final int LEAST_BYTES = IdleMemory.LEAST_BYTES;
    /** There must be room for one of the largest answers, whatever the limit. */
    private static final long LEAST_MOST = 2 << 20;

    private final long mostBytes;
    private final IdleMemory<ByteBuffer> idle;
    private final LostMemory lost = new LostMemory();
    /** Lent, idle, and waiting for the garbage collector. */
    private long bytes;

    /** @param lentBytes that are lent at most; as much again may be idle, or wait for the garbage collector */
    AnswerMemory(long lentBytes) {
        long lent = Math.max(lentBytes, LEAST_MOST);
        mostBytes = 2 * lent;
        idle = new IdleMemory<>(lent / 2);
    }

    /**
     * Some of it.
     *
     * @param giveBack to be run once, when nobody reads the bytes any more; never where that is not known
     */
    record Lent(ByteBuffer bytes, Runnable giveBack) {}

    /** What so many bytes take: the least power of two that holds them. */
    static long taken(long size) {
        return size < LEAST_BYTES ? size : IdleMemory.sizeFor(size);
    }

    /** @throws NoMemoryException where there is none just now */
    Lent lend(int size) throws NoMemoryException {
        if (size < LEAST_BYTES) {
            return new Lent(onHeap(size), () -> {});
        }
        int taken = (int) taken(size);
        ByteBuffer old = poll(taken);
        ByteBuffer memory = old == null ? allocate(taken) : old;
        return new Lent(memory.slice(0, size), () -> giveBack(memory));
    }

    private static ByteBuffer onHeap(int size) throws NoMemoryException {
        try {
            return ByteBuffer.allocate(size);
        } catch (OutOfMemoryError e) {
            throw new NoMemoryException();
        }
    }

    private synchronized ByteBuffer poll(int taken) {
        return idle.poll(taken);
    }

    private ByteBuffer allocate(int taken) throws NoMemoryException {
        if (!reserve(taken)) {
            lost.collect();
            throw new NoMemoryException();
        }
        ByteBuffer made;
        try {
            made = ByteBuffer.allocateDirect(taken);
        } catch (OutOfMemoryError e) { // others use such memory as well
            collected(taken);
            throw new NoMemoryException();
        }
        LostMemory.whenLost(made, () -> collected(taken));
        return made;
    }

    private synchronized boolean reserve(int taken) {
        boolean room = bytes + taken <= mostBytes;
        if (room) {
            bytes += taken;
        } else { // of other sizes, which nobody asks for just now
            idle.shrink(0);
        }
        return room;
    }

    private synchronized void collected(int taken) {
        bytes -= taken;
    }

    private synchronized void giveBack(ByteBuffer memory) {
        idle.keep(memory.capacity(), memory);
    }

    /** Outside the heap, lent or not. */
    synchronized long bytes() {
        return bytes;
    }
}
