package dtp.csp.session;

import dtp.api.TransferOptions.Durability;
import dtp.api.interval.IntervalSet;
import dtp.csp.store.PartSyncException;
import dtp.csp.store.SessionFiles;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes what is written durable, when it is due (durability.md §4). The SYNCER lane, but {@link #wrote} on any thread. */
final class Checkpoints {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    private final EngineContext engine;
    private final SessionSets sets;
    private final SessionFiles files;
    private final Supplier<Durability> level;
    private final Consumer<IOException> failed;
    private final AtomicBoolean armed = new AtomicBoolean();
    private volatile long lastNs;
    /** Recorded at level PROCESS, but not synced. */
    private IntervalSet unsynced;

    private boolean closed;

    Checkpoints(
            EngineContext engine,
            SessionSets sets,
            SessionFiles files,
            Supplier<Durability> level,
            Consumer<IOException> failed) {
        this.engine = engine;
        this.sets = sets;
        this.files = files;
        this.level = level;
        this.failed = failed;
        lastNs = engine.tasks().nowNs();
        unsynced = files.content().written();
    }

    /** Something was written: a checkpoint becomes due. */
    void wrote() {
        if (armed.compareAndSet(false, true)) {
            long dueNs = lastNs + engine.pace().intervalNs();
            engine.tasks()
                    .schedule(
                            Tasks.Lane.SYNCER,
                            Math.max(0, dueNs - engine.tasks().nowNs()),
                            this::due);
        }
    }

    private void due() {
        armed.set(false);
        if (!closed) {
            checkpoint(level.get() == Durability.POWER_CUT).ifPresent(failed);
        }
    }

    /**
     * Now.
     *
     * @param synced survive a power cut as well
     * @return what went wrong: then everything that was not durable has been given up
     */
    Optional<IOException> checkpoint(boolean synced) {
        long beganNs = engine.tasks().nowNs();
        lastNs = beganNs;
        IntervalSet fresh = sets.takeFresh();
        try {
            if (synced) {
                sync(fresh.union(unsynced), beganNs);
            } else {
                files.recordWritten(fresh);
                unsynced = unsynced.union(fresh);
            }
        } catch (PartSyncException e) {
            giveUp();
            return Optional.of(e);
        } catch (IOException e) {
            sets.notTaken(fresh); // only the record failed: the bytes are as good as before
            return Optional.of(e);
        } catch (RuntimeException e) {
            sets.notTaken(fresh); // who waits for the rest must hear of it, whatever it is
            return Optional.of(new IOException(e));
        }
        sets.nowDurable(fresh);
        return Optional.empty();
    }

    private void sync(IntervalSet batch, long beganNs) throws IOException {
        if (!batch.isEmpty()) {
            files.checkpoint(batch);
            unsynced = IntervalSet.empty();
            engine.pace().synced(engine.tasks().nowNs() - beganNs);
        }
    }

    /**
     * Everything is written: length, time and bytes are made durable, so that it can be verified and published.
     *
     * @return what went wrong: then everything that was not durable has been given up
     */
    Optional<IOException> seal(long size, Optional<Instant> modified) {
        try {
            files.seal(size, modified);
            return Optional.empty();
        } catch (PartSyncException e) {
            giveUp();
            return Optional.of(e);
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    /**
     * Gives up everything that is held, on disk as well.
     *
     * @return what went wrong: then the disk still says that it is held, and nothing may be written before
     *     {@link SessionFiles#recordOwed}
     */
    Optional<IOException> giveUpAll() {
        IntervalSet all = sets.written();
        sets.giveUp(all);
        sets.forgetSize();
        unsynced = IntervalSet.empty();
        try {
            files.recordWithdrawn(all);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    /** Linux reports a write-back error once and may have dropped the pages: no later force is believed for these bytes. */
    private void giveUp() {
        sets.notDurable(unsynced);
        unsynced = IntervalSet.empty();
        IntervalSet lost = sets.giveUpAllButDurable();
        try {
            files.recordWithdrawn(lost);
        } catch (IOException e) {
            LOG.warn(
                    "{}: what a failed sync may have lost could not be recorded; nothing is written before it is",
                    files.paths(),
                    e);
        }
    }

    void close() {
        closed = true;
    }
}
