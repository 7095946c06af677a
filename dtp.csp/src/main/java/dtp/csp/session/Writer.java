package dtp.csp.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes the loads of one session at their offsets, on the WRITER lane. What is written becomes readable; what cannot be written
 * becomes missing again (durability.md §3). Any thread adds.
 */
final class Writer {
    /** Above this many waiting bytes transports are asked to stop reading. */
    static final long SLOW_BYTES = 4L << 20;
    /** Below this many they go on. */
    static final long READY_BYTES = 2L << 20;
    /** Above this many nothing is taken over. */
    static final long MOST_BYTES = 16L << 20;

    /**
     * Loads that follow closely are written together from this many bytes on. Each waking of the lane takes a processor from
     * whoever computes the digest, and that one sets the pace of a fast line.
     */
    static final long BATCH_BYTES = 2L << 20;
    /** Longer than this nothing waits for others to be written with. */
    static final long BATCH_AGE_NS = 10_000_000;

    private static final int LOADS_A_TURN = 4;

    /** Told on the WRITER lane; what needed no disk, on the thread that added it. */
    interface Ear {
        void written();

        void writeFailed(IOException e);
    }

    /** Where the bytes go. */
    interface Target {
        void write(long position, java.nio.ByteBuffer bytes) throws IOException;

        /** As {@code write}, on any thread, where it needs neither disk nor waiting. @return false: nothing was taken */
        default boolean writeAtOnce(long position, java.nio.ByteBuffer bytes) {
            return false;
        }
    }

    private final Tasks tasks;
    private final SlabPool pool;
    private final SessionSets sets;
    private final Target target;
    private final Ear ear;
    private final ConcurrentLinkedQueue<Load> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicBoolean scheduledLater = new AtomicBoolean();
    private final List<Runnable> whenReady = new ArrayList<>();
    private volatile boolean failed;

    Writer(EngineContext engine, SessionSets sets, Target target, Ear ear) {
        tasks = engine.tasks();
        pool = engine.pool();
        this.sets = sets;
        this.target = target;
        this.ear = ear;
    }

    /** To be written now: it is large, or has waited already. */
    void add(Load load) {
        if (enqueued(load)) {
            schedule();
        }
    }

    /** To be written with what follows it: now, when that is much or nothing. */
    void addToBatch(Load load) {
        if (!enqueued(load)) {
            return;
        }
        if (waiting.get() >= BATCH_BYTES || sets.allAccepted()) {
            schedule();
        } else if (scheduledLater.compareAndSet(false, true)) {
            tasks.schedule(Tasks.Lane.WRITER, BATCH_AGE_NS, this::laterTurn);
        }
    }

    /** @return false: it is written already */
    private boolean enqueued(Load load) {
        if (!failed && waiting.get() == 0 && writeAtOnce(load)) {
            load.done();
            return false;
        }
        waiting.addAndGet(load.bytes());
        queue.add(load);
        return true;
    }

    /** @return false: what of it was written may be written again */
    private boolean writeAtOnce(Load load) {
        for (int run = 0; run < load.runs(); run++) {
            if (!target.writeAtOnce(load.fileOffset(run), load.run(run))) {
                return false;
            }
        }
        sets.wrote(load);
        ear.written();
        return true;
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            tasks.execute(Tasks.Lane.WRITER, this::turn);
        }
    }

    long waitingBytes() {
        return waiting.get();
    }

    /** Runs {@code then} on the WRITER lane when all that was added before is written or given up. */
    void afterAll(Runnable then) {
        tasks.execute(Tasks.Lane.WRITER, () -> {
            write(Integer.MAX_VALUE);
            then.run();
        });
    }

    /** After a failure: writing may be tried again. */
    void recover() {
        failed = false;
    }

    private void laterTurn() {
        scheduledLater.set(false);
        turn();
    }

    private void turn() {
        scheduled.set(false);
        write(LOADS_A_TURN);
        if (!queue.isEmpty()) {
            schedule();
        }
    }

    private void write(int most) {
        for (int i = 0; i < most; i++) {
            Load load = queue.poll();
            if (load == null) {
                break;
            }
            write(load);
            waiting.addAndGet(-load.bytes());
            load.done();
        }
        tellReady();
    }

    private void write(Load load) {
        if (failed) {
            sets.unaccept(load);
            return;
        }
        try {
            for (int run = 0; run < load.runs(); run++) {
                target.write(load.fileOffset(run), load.run(run));
            }
        } catch (IOException e) {
            failed = true;
            sets.unaccept(load);
            ear.writeFailed(e);
            return;
        }
        sets.wrote(load);
        ear.written();
    }

    private void tellReady() {
        List<Runnable> ready;
        synchronized (whenReady) {
            if (whenReady.isEmpty() || waiting.get() > READY_BYTES) {
                return;
            }
            ready = List.copyOf(whenReady);
            whenReady.clear();
        }
        ready.forEach(pool::whenFree);
    }

    /** Runs {@code action} once when there is room again; at once when there is. */
    void whenReady(Runnable action) {
        synchronized (whenReady) {
            if (waiting.get() > READY_BYTES) {
                whenReady.add(action);
                return;
            }
        }
        pool.whenFree(action);
    }
}
