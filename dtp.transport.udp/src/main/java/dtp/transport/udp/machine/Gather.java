package dtp.transport.udp.machine;

import dtp.api.transport.Sink;
import java.nio.ByteBuffer;

/**
 * Joins pieces that follow one another before the sink gets them: one call for up to 256 KiB instead of one for each datagram.
 * The machine's thread; the sink gives buffers back on any.
 */
final class Gather {
    /** Less than that is copied rather than handed over. */
    private static final int WORTH_HANDING_OVER = 32 * 1024;

    private static final long LONGEST_WAIT_NS = 5_000_000;

    /** What the owner must know of. */
    interface Owner {
        /** The sink did not take these bytes: they are as if lost. */
        void notTaken(long offset, int bytes);

        void slow();

        void closed();
    }

    private final Sink sink;
    private final Buffers buffers;
    private final Owner owner;
    private ByteBuffer buffer;
    private boolean closed;
    private long start;
    private long dueNs = Long.MAX_VALUE;

    Gather(Sink sink, Buffers buffers, Owner owner) {
        this.sink = sink;
        this.buffers = buffers;
        this.owner = owner;
    }

    /** Copies the rest of {@code data}. */
    void put(long offset, ByteBuffer data) {
        if (buffer != null && (start + buffer.position() != offset || buffer.remaining() < data.remaining())) {
            flush();
        }
        if (closed) {
            return; // the sink closed just now, or before
        }
        if (buffer == null) {
            buffer = buffers.take();
            start = offset;
        } else if (buffer.position() == 0) {
            start = offset;
        }
        buffer.put(data);
    }

    /** Gives the sink what has waited for long enough: buffers that are handed over with little in them cost as much as full ones. */
    void run(long nowNs) {
        if (buffer == null || buffer.position() == 0) {
            return;
        }
        if (dueNs == Long.MAX_VALUE) {
            dueNs = nowNs + LONGEST_WAIT_NS;
        } else if (nowNs >= dueNs) {
            flush();
        }
    }

    long deadlineNs() {
        return dueNs;
    }

    /** Gives the sink what has gathered. */
    void flush() {
        dueNs = Long.MAX_VALUE;
        if (buffer == null || buffer.position() == 0) {
            return;
        }
        ByteBuffer full = buffer.flip();
        int bytes = full.remaining();
        boolean hand = bytes >= WORTH_HANDING_OVER;
        Sink.Take take;
        if (hand) {
            buffer = null;
            take = sink.write(start, full, () -> buffers.give(full));
        } else {
            take = sink.write(start, full);
            full.clear();
        }
        boolean kept = take == Sink.Take.FULL || take == Sink.Take.CLOSED;
        if (hand && kept) {
            buffers.give(full);
        }
        if (take == Sink.Take.FULL) {
            owner.notTaken(start, bytes);
        }
        if (take == Sink.Take.CLOSED) {
            owner.closed();
        } else if (take != Sink.Take.MORE) {
            owner.slow();
        }
    }

    /** Nothing comes any more. */
    void close() {
        closed = true;
        dueNs = Long.MAX_VALUE;
        if (buffer != null) {
            buffers.give(buffer);
            buffer = null;
        }
    }
}
