package dtp.transport.udp.machine;

import dtp.api.transport.Sink;
import java.nio.ByteBuffer;

/**
 * Joins pieces that follow one another before the sink gets them: one call for up to 512 KiB instead of one for each datagram.
 * Servers send by turns, and what is repeated comes between: each such stretch is joined by itself. The machine's thread; the
 * sink gives buffers back on any.
 */
final class Gather {
    /** Beyond that the stretch that has waited longest for its next piece goes to the sink. */
    static final int MOST_OPEN = 4;

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
    private final Stretch[] stretches = new Stretch[MOST_OPEN];
    private Stretch latest;
    private long turns;
    private boolean closed;

    Gather(Sink sink, Buffers buffers, Owner owner) {
        this.sink = sink;
        this.buffers = buffers;
        this.owner = owner;
        for (int i = 0; i < MOST_OPEN; i++) {
            stretches[i] = new Stretch();
        }
        latest = stretches[0];
    }

    /** Pieces that follow one another, so far. */
    private final class Stretch {
        private ByteBuffer buffer;
        private long start;
        private long dueNs = Long.MAX_VALUE;
        private long turn;

        boolean endsAt(long offset) {
            return buffer != null && start + buffer.position() == offset;
        }

        void put(long offset, ByteBuffer data) {
            if (buffer != null && buffer.remaining() < data.remaining()) {
                flush();
            }
            if (closed) {
                return; // the sink closed just now, or before
            }
            if (buffer == null) {
                buffer = buffers.take();
                start = offset;
            }
            buffer.put(data);
        }

        void run(long nowNs) {
            if (buffer == null) {
                return;
            }
            if (dueNs == Long.MAX_VALUE) {
                dueNs = nowNs + LONGEST_WAIT_NS;
            } else if (nowNs >= dueNs) {
                flush();
            }
        }

        void flush() {
            dueNs = Long.MAX_VALUE;
            if (buffer == null) {
                return;
            }
            ByteBuffer full = buffer.flip();
            buffer = null;
            int bytes = full.remaining();
            boolean hand = bytes >= WORTH_HANDING_OVER;
            Sink.Take take = hand ? sink.write(start, full, () -> buffers.give(full)) : sink.write(start, full);
            boolean refused = take == Sink.Take.FULL || take == Sink.Take.CLOSED;
            if (!hand || refused) {
                buffers.give(full);
            }
            if (take == Sink.Take.FULL) {
                owner.notTaken(start, bytes);
            }
            if (take == Sink.Take.CLOSED) {
                Gather.this.close();
                owner.closed();
            } else if (take != Sink.Take.MORE) {
                owner.slow();
            }
        }

        void close() {
            dueNs = Long.MAX_VALUE;
            if (buffer != null) {
                buffers.give(buffer);
                buffer = null;
            }
        }
    }

    /** Copies the rest of {@code data}. */
    void put(long offset, ByteBuffer data) {
        if (!latest.endsAt(offset)) {
            latest = stretch(offset);
            latest.turn = ++turns;
        }
        latest.put(offset, data);
    }

    /** The one that this continues, else one that has nothing, else the one whose turn was longest ago, flushed. */
    private Stretch stretch(long offset) {
        Stretch free = stretches[0];
        for (Stretch one : stretches) {
            if (one.endsAt(offset)) {
                return one;
            }
            if (free.buffer != null && (one.buffer == null || one.turn < free.turn)) {
                free = one;
            }
        }
        free.flush();
        return free;
    }

    /** Gives the sink what has waited for long enough: buffers that are handed over with little in them cost as much as full ones. */
    void run(long nowNs) {
        for (Stretch one : stretches) {
            one.run(nowNs);
        }
    }

    long deadlineNs() {
        long deadline = Long.MAX_VALUE;
        for (Stretch one : stretches) {
            deadline = Math.min(deadline, one.dueNs);
        }
        return deadline;
    }

    /** Gives the sink what has gathered. */
    void flush() {
        for (Stretch one : stretches) {
            one.flush();
        }
    }

    /** Nothing comes any more. */
    void close() {
        closed = true;
        for (Stretch one : stretches) {
            one.close();
        }
    }
}
