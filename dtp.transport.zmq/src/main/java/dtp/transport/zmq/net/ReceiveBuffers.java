package dtp.transport.zmq.net;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import zmq.Msg;
import zmq.msg.MsgAllocator;

/**
 * Memory for large frames on their way from the network to the disk: outside the heap, so that nobody copies it, used again when
 * it was written, and limited for all peers together. While frames are in work that will give theirs back, JeroMQ's thread waits
 * here, and with it all senders; else, as when peers send frames and never end them, what comes is received into memory that
 * nobody reads, and is refused. {@link #allocate} on JeroMQ's thread; release on any; the rest on the loop's.
 */
final class ReceiveBuffers implements MsgAllocator {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    static final long NO_LIMIT = Long.MAX_VALUE / 4;

    static final int LEAST_BYTES = IdleMemory.LEAST_BYTES;
    /** Larger frames leave a quarter of the memory to the others. */
    private static final int LARGE = 2 << 20;

    private static final long MOST_WAIT_NS = 100_000_000L;

    private final long mostBytes;
    private final OpenMessages open = new OpenMessages();
    private final IdleMemory<Memory> idle;
    private final LostMemory lost = new LostMemory();
    private long lentBytes;
    /** Frames that the loop has taken, and that somebody gives back soon. */
    private int inWork;

    /** And nothing was given back since. */
    private boolean waitedInVain;

    private long spilled;
    private ByteBuffer nobodyReads = ByteBuffer.allocate(0);

    /** Large frames of the message that is being handled. */
    private final IdentityHashMap<ByteBuffer, Memory> current = new IdentityHashMap<>();
    /** Of messages that were handled and wait. */
    private final IdentityHashMap<ByteBuffer, Memory> kept = new IdentityHashMap<>();

    private boolean incomplete;

    /**
     * @param mostBytes that may be in use
     * @param mostIdleBytes that are kept for the next
     */
    ReceiveBuffers(long mostBytes, long mostIdleBytes) {
        this.mostBytes = mostBytes;
        idle = new IdleMemory<>(mostIdleBytes);
    }

    /** A buffer of a power of two; counted while somebody has it. */
    private static final class Memory {
        private final ByteBuffer bytes;
        private final Count count;

        Memory(ReceiveBuffers owner, int size) {
            bytes = ByteBuffer.allocateDirect(size);
            count = new Count(owner, size);
            LostMemory.whenLost(bytes, count);
        }
    }

    /** Runs when the buffer was lost on the way: a connection broke, and JeroMQ forgot its frames. */
    private static final class Count implements Runnable {
        private final ReceiveBuffers owner;
        private final int size;
        private boolean lent; // under the owner's lock

        Count(ReceiveBuffers owner, int size) {
            this.owner = owner;
            this.size = size;
        }

        @Override
        public void run() {
            owner.ended(this);
        }
    }

    /** A frame in a buffer of ours. */
    private final class Lent extends ReceivedFrame {
        private final Memory memory;

        Lent(Memory memory, int size) {
            super(memory.bytes.clear().limit(size), open);
            this.memory = memory;
        }

        @Override
        void dropped() {
            giveBack(memory, false);
        }
    }

    /** A frame that found no room: its bytes are not what came. */
    private static final class Spilled extends ReceivedFrame {
        Spilled(ByteBuffer nobodyReads, OpenMessages open) {
            super(nobodyReads, open);
        }
    }

    @Override
    public Msg allocate(int size) {
        if (size < LEAST_BYTES) {
            return new ReceivedFrame(ByteBuffer.allocate(size), open);
        }
        int bytes = (int) IdleMemory.sizeFor(size);
        if (reserve(bytes)) {
            try {
                Memory old = poll(bytes);
                return new Lent(lend(old == null ? new Memory(this, bytes) : old), size);
            } catch (OutOfMemoryError e) {
                unreserve(bytes); // others use such memory as well
            }
        }
        return new Spilled(spill(size), open);
    }

    private synchronized boolean reserve(int bytes) {
        long most = bytes > LARGE ? mostBytes / 4 * 3 : mostBytes;
        long beganNs = System.nanoTime();
        while (lentBytes + bytes > most && inWork > 0 && !waitedInVain) {
            try {
                wait(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            waitedInVain = System.nanoTime() - beganNs > MOST_WAIT_NS;
        }
        boolean room = lentBytes + bytes <= most;
        lentBytes += room ? bytes : 0;
        return room;
    }

    private synchronized void unreserve(int bytes) {
        lentBytes -= bytes;
    }

    private synchronized Memory lend(Memory memory) {
        memory.count.lent = true;
        return memory;
    }

    private synchronized Memory poll(int bytes) {
        Memory old = idle.poll(bytes);
        if (old == null) {
            idle.shrink(mostBytes - lentBytes); // what is kept counts as well
        }
        return old;
    }

    private ByteBuffer spill(int size) {
        lost.collect();
        synchronized (this) {
            spilled++;
            return nobodyReads(size);
        }
    }

    private ByteBuffer nobodyReads(int size) {
        if (nobodyReads.capacity() < size) {
            nobodyReads = ByteBuffer.allocateDirect(size); // else the JDK reads through such a buffer of its own
        }
        return nobodyReads.duplicate().clear().limit(size);
    }

    private synchronized void giveBack(Memory memory, boolean wasInWork) {
        inWork -= wasInWork ? 1 : 0;
        waitedInVain &= !wasInWork;
        memory.count.lent = false;
        lentBytes -= memory.count.size;
        idle.keep(memory.count.size, memory);
        notifyAll();
    }

    private synchronized void ended(Count count) {
        if (count.lent) {
            count.lent = false;
            lentBytes -= count.size;
            notifyAll();
        }
    }

    private synchronized void taken(int frames) {
        inWork += frames;
    }

    /** Frames that were refused because there was no room. Any thread. */
    synchronized long spilled() {
        return spilled;
    }

    /** Bytes that are lent. Any thread. */
    synchronized long lentBytes() {
        return lentBytes;
    }

    /** The frames of a message, none of them copied. */
    List<ByteBuffer> buffers(List<Msg> frames) {
        incomplete = false;
        current.clear();
        List<ByteBuffer> buffers = new ArrayList<>(frames.size());
        for (Msg frame : frames) {
            ByteBuffer buffer = Messages.buffer(frame);
            buffers.add(buffer);
            incomplete |= frame instanceof Spilled;
            if (frame instanceof ReceivedFrame last && last.isBehindDropped()) {
                buffers.addAll(Collections.nCopies(OpenMessages.MOST_FRAMES, NOTHING)); // the count is to be wrong
            }
            if (frame instanceof Lent lent) {
                current.put(buffer, lent.memory);
            }
        }
        return buffers;
    }

    /** Whether a frame of the message found no room. */
    boolean incomplete() {
        return incomplete;
    }

    /** To be run once when nobody reads {@code bytes} any more. */
    Runnable release(ByteBuffer bytes) {
        Memory memory = current.remove(bytes);
        if (memory == null) {
            memory = kept.remove(bytes);
        }
        if (memory == null) {
            return () -> {};
        }
        Memory old = memory;
        taken(1);
        return () -> giveBack(old, true);
    }

    /** The message was handled, but these bytes of it are still wanted. */
    void keep(ByteBuffer bytes) {
        Memory memory = current.remove(bytes);
        if (memory != null) {
            kept.put(bytes, memory);
        }
    }

    /** The message was handled: nobody reads the rest of it. */
    void done() {
        current.values().forEach(m -> giveBack(m, false));
        current.clear();
    }
}
