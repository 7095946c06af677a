package dtp.csp.session;

import dtp.api.transport.Sink;
import java.nio.ByteBuffer;

/**
 * The way in of one session's bytes (durability.md §3): claim what is new, copy it into the current slab, hand full, scattered,
 * old and last slabs to the writer. Called by transports on any thread; never blocks on the disk.
 */
final class Inlet {
    /** A slab that is older goes to the writer, full or not. */
    static final long SLAB_AGE_NS = 50_000_000;

    private final Tasks tasks;
    private final SlabPool pool;
    private final SessionSets sets;
    private final Writer writer;
    private final Tally total = new Tally();
    private Slab current;
    private boolean nextIsLarge;
    private boolean ageWatched;
    private boolean open;

    Inlet(EngineContext engine, SessionSets sets, Writer writer) {
        tasks = engine.tasks();
        pool = engine.pool();
        this.sets = sets;
        this.writer = writer;
    }

    void open() {
        synchronized (sets) {
            open = true;
        }
    }

    /** Of all fetches together. */
    Tally total() {
        return total;
    }

    /** From now on everything is answered CLOSED. What was accepted is handed to the writer. */
    void close() {
        synchronized (sets) {
            open = false;
        }
        flush();
    }

    Sink.Take take(long offset, ByteBuffer data, Tally tally) {
        int length = data.remaining();
        Slab rolled = null;
        boolean watch = false;
        boolean full = false;
        boolean whole = false;
        synchronized (sets) {
            if (!open || !sets.fits(offset, length)) {
                return Sink.Take.CLOSED;
            }
            int parts = sets.claim(offset, offset + length);
            if (parts > 0) {
                if (current == null || !current.hasRoom(length, parts)) {
                    rolled = current;
                    roll(length);
                    watch = current != null && !ageWatched;
                    ageWatched |= watch;
                }
                full = current == null;
            }
            if (full) {
                sets.undoClaim();
            } else {
                long fresh = copy(offset, data, parts);
                tally.took(fresh, length, offset + length);
                total.took(fresh, length, offset + length);
                whole = fresh > 0 && sets.allAccepted();
            }
        }
        if (rolled != null) {
            writer.add(rolled);
        }
        if (watch) {
            tasks.schedule(Tasks.Lane.WRITER, SLAB_AGE_NS, this::checkAge);
        }
        if (whole) {
            flush(); // nothing comes behind it that could fill the slab
        }
        return full ? Sink.Take.FULL : answer();
    }

    private void roll(int length) {
        boolean large = current != null || nextIsLarge || length > SlabPool.SMALL;
        Slab next = pool.take(large);
        if (next != null && next.capacity() < length) {
            pool.giveBack(next);
            next = null;
        }
        if (next != null) {
            next.begin(tasks.nowNs());
        }
        current = next;
    }

    /** @return bytes that were new */
    private long copy(long offset, ByteBuffer data, int parts) {
        long fresh = 0;
        for (int i = 0; i < parts; i++) {
            long start = sets.part(2 * i);
            int length = (int) (sets.part(2 * i + 1) - start);
            current.put(start, data, data.position() + (int) (start - offset), length);
            fresh += length;
        }
        return fresh;
    }

    Sink.Take take(long offset, ByteBuffer data, Runnable release, Tally tally) {
        int length = data.remaining();
        PassedOn load = null;
        synchronized (sets) {
            if (!open || !sets.fits(offset, length)) {
                return Sink.Take.CLOSED;
            }
            if (writer.waitingBytes() > Writer.MOST_BYTES) {
                return Sink.Take.FULL;
            }
            if (sets.claim(offset, offset + length) > 0) {
                load = new PassedOn(data, offset, sets.parts(), release);
            }
            long fresh = load == null ? 0 : load.bytes();
            tally.took(fresh, length, offset + length);
            total.took(fresh, length, offset + length);
        }
        if (load == null) {
            release.run();
        } else {
            flush(); // what was copied stands before it: a digest would wait for that slab to grow old
            writer.addToBatch(load);
        }
        return answer();
    }

    private Sink.Take answer() {
        return writer.waitingBytes() > Writer.SLOW_BYTES ? Sink.Take.SLOW : Sink.Take.MORE;
    }

    private void checkAge() {
        Slab old = null;
        long againInNs;
        synchronized (sets) {
            long ageNs = current == null ? 0 : tasks.nowNs() - current.openedNs();
            if (current != null && ageNs >= SLAB_AGE_NS) {
                old = current;
                current = null;
                nextIsLarge = old.bytes() > SlabPool.SMALL;
            }
            againInNs = current == null ? 0 : SLAB_AGE_NS - ageNs;
            ageWatched = againInNs > 0;
        }
        if (old != null) {
            writer.add(old);
        }
        if (againInNs > 0) {
            tasks.schedule(Tasks.Lane.WRITER, againInNs, this::checkAge);
        }
    }

    /** Hands the current slab to the writer. */
    void flush() {
        Slab last;
        synchronized (sets) {
            last = current;
            current = null;
        }
        if (last != null) {
            writer.add(last);
        }
    }
}
