package dtp.transport.zmq.net;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import zmq.Msg;
import zmq.msg.MsgAllocator;

/**
 * Memory for large frames on their way from the network to the disk: outside the heap, so that nobody copies it, and used again
 * when it was written. What is dropped on the way is left to the garbage collector. {@link #allocate} on JeroMQ's thread,
 * {@link #buffers} and {@link #release} on the loop's, what release gives on any.
 */
final class ReceiveBuffers implements MsgAllocator {
    private static final int LEAST_BYTES = 16 << 10;
    private static final int CLASSES = 32;

    private final long mostIdleBytes;
    private final List<ArrayDeque<ByteBuffer>> idle = new ArrayList<>(CLASSES);
    private long idleBytes;
    /** Of the message that is being handled. */
    private ByteBuffer data;

    private ByteBuffer memory;

    /** @param mostIdleBytes memory that is kept for the next */
    ReceiveBuffers(long mostIdleBytes) {
        this.mostIdleBytes = mostIdleBytes;
        for (int i = 0; i < CLASSES; i++) {
            idle.add(new ArrayDeque<>());
        }
    }

    private static final class Lent extends Msg {
        private final ByteBuffer memory;

        Lent(ByteBuffer memory, int size) {
            super(memory.clear().limit(size));
            this.memory = memory;
        }
    }

    @Override
    public Msg allocate(int size) {
        if (size < LEAST_BYTES) {
            return new Msg(size);
        }
        ByteBuffer old = poll(size);
        try {
            return new Lent(old == null ? ByteBuffer.allocateDirect(1 << log2(size)) : old, size);
        } catch (OutOfMemoryError e) {
            return new Msg(size); // the heap has its own limit
        }
    }

    /** Of the least power of two that is not smaller. */
    private static int log2(int size) {
        return CLASSES - Integer.numberOfLeadingZeros(size - 1);
    }

    private synchronized ByteBuffer poll(int size) {
        ByteBuffer old = idle.get(log2(size)).poll();
        idleBytes -= old == null ? 0 : old.capacity();
        return old;
    }

    private synchronized void giveBack(ByteBuffer old) {
        if (idleBytes + old.capacity() <= mostIdleBytes) {
            idleBytes += old.capacity();
            idle.get(log2(old.capacity())).push(old);
        }
    }

    /** The frames of a message, none of them copied. */
    List<ByteBuffer> buffers(List<Msg> frames) {
        memory = null;
        List<ByteBuffer> buffers = new ArrayList<>(frames.size());
        for (Msg frame : frames) {
            ByteBuffer buffer = Messages.buffer(frame);
            buffers.add(buffer);
            if (frame instanceof Lent lent) {
                data = buffer;
                memory = lent.memory;
            }
        }
        return buffers;
    }

    /** To be run once when nobody reads {@code bytes} any more. */
    @SuppressWarnings("ReferenceEquality") // another message may have the same content
    Runnable release(ByteBuffer bytes) {
        if (memory == null || bytes != data) {
            return () -> {};
        }
        ByteBuffer old = memory;
        memory = null;
        return () -> giveBack(old);
    }
}
