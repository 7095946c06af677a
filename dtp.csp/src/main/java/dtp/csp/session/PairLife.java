package dtp.csp.session;

import dtp.api.Reason;
import dtp.api.TransferOptions.Durability;
import dtp.api.payload.PayloadInfo;
import dtp.csp.store.SessionFiles;
import dtp.csp.store.StateRecord;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a session's pair of files: when they are made, opened again, let go, closed or deleted, and what their journal is
 * told meanwhile. Any thread, unless a method says so; the disk is asked on the SYNCER lane, one thing after the other.
 */
final class PairLife {
    private static final Logger LOG = LoggerFactory.getLogger(PairLife.class);

    private final Tasks tasks;
    private final SessionFiles files;
    private final Supplier<Durability> level;
    private final Checkpoints checkpoints;
    private final Consumer<Reason> trouble;
    private final Records records;
    /** Published without them: there is nothing to close any more. */
    private volatile boolean over;

    private volatile boolean closing;
    /** At rest: the files are closed until {@link #ready}. */
    private volatile boolean letGo;

    /** @param trouble told when the disk refuses, on the SYNCER lane */
    PairLife(
            Tasks tasks,
            SessionFiles files,
            Supplier<Durability> level,
            Checkpoints checkpoints,
            Consumer<Reason> trouble) {
        this.tasks = tasks;
        this.files = files;
        this.level = level;
        this.checkpoints = checkpoints;
        this.trouble = trouble;
        records = new Records(tasks, this::refused);
        files.whenMade(() -> records.begin(closing));
    }

    private void refused(IOException e) {
        trouble.accept(Trouble.writing(files.paths().state(), e));
    }

    /** Nothing of it is on the disk yet (ADR 8). */
    boolean isUnmade() {
        return files.isUnmade();
    }

    /** The same, and small enough to stay so. */
    boolean isBrief(PayloadInfo known) {
        return files.isUnmade() && known.size().orElse(Long.MAX_VALUE) <= SessionFiles.MOST_UNMADE;
    }

    /** For who reads them. Blocks. */
    void need() throws IOException {
        if (!files.isUnmade()) {
            return;
        }
        try {
            files.make();
        } catch (IOException e) {
            if (!over) {
                throw e;
            }
        }
    }

    /** Makes the files, where that was put off, or opens them again. The SYNCER lane. @return they are there */
    boolean make() {
        if (over) {
            return false;
        }
        try {
            files.make();
            return true;
        } catch (IOException e) {
            refused(e);
            return false;
        }
    }

    /**
     * Makes the files where its level wants them before the first byte, and records what is owed to them. The engine lane.
     *
     * @param then on the engine lane, unless the disk refuses
     */
    void ready(StateRecord now, Runnable then) {
        boolean makes = files.isUnmade() ? level.get() != Durability.PROCESS : letGo || files.isAsleep();
        letGo = false;
        record(now);
        if (!makes && !files.owesWithdrawal()) {
            then.run();
            return;
        }
        tasks.execute(Tasks.Lane.SYNCER, () -> {
            if (makes && !make()) {
                return;
            }
            try {
                files.recordOwed();
            } catch (IOException e) {
                refused(e);
                return;
            }
            tasks.execute(Tasks.Lane.ENGINE, then);
        });
    }

    /** A session at rest, with nothing on its way to the disk: it costs no descriptor until {@link #ready}. The engine lane. */
    void letGo() {
        letGo = true;
        tasks.execute(Tasks.Lane.SYNCER, this::sleep);
    }

    /** Where what was written meanwhile has opened them. The SYNCER lane. */
    private void sleep() {
        if (letGo && !over && !closing) {
            try {
                files.sleep();
            } catch (IOException e) {
                LOG.warn("{} cannot be closed well", files.paths(), e);
            }
        }
    }

    /** Writes to the journal on the SYNCER lane; a failure there shows at the next checkpoint. */
    void record(PayloadInfo info) {
        if (files.isUnmade() && info.size().orElse(0) > SessionFiles.MOST_UNMADE) {
            tasks.execute(Tasks.Lane.SYNCER, this::make);
        }
        records.add(() -> files.recordInfo(info));
    }

    void record(StateRecord state) {
        recordAtRest(() -> files.recordState(state));
    }

    void record(StoredOptions options) {
        recordAtRest(() -> files.recordSources(options.record()));
    }

    /**
     * Where the files sleep, the journal has it when this returns; else nothing. Blocks; {@link #record(StoredOptions)} is to
     * follow, which lets them sleep again, and meets a disk that refuses.
     */
    void recordAtOnce(StoredOptions options) {
        try {
            files.recordSourcesAsleep(options.record());
        } catch (IOException e) {
            LOG.debug("{} does not take the options at once", files.paths(), e);
        }
    }

    private void recordAtRest(Records.Append record) {
        records.add(() -> {
            try {
                record.run();
            } finally {
                sleep();
            }
        });
    }

    /**
     * Publishes what is whole and in memory still: then the files never are.
     *
     * @param then on the engine lane, with the outcome; null: it has files meanwhile, nothing was done
     */
    void publishUnmade(PayloadInfo known, boolean replace, Consumer<BriefPublication> then) {
        tasks.execute(Tasks.Lane.SYNCER, () -> {
            BriefPublication outcome = null;
            if (files.isUnmade()) {
                outcome = BriefPublication.of(files, known, replace);
                over = outcome.wrong().isEmpty();
            }
            if (over) {
                checkpoints.close();
            }
            BriefPublication told = outcome;
            tasks.execute(Tasks.Lane.ENGINE, () -> then.accept(told));
        });
    }

    /** It never had files, and what it held is published. */
    boolean isOver() {
        return over;
    }

    /** They are being closed: what is made now, and holds nothing, is not synced. */
    boolean isClosing() {
        return closing;
    }

    /**
     * The end, behind the last write: closes the files, which stay, or deletes them.
     *
     * @param then on the engine lane, in any case
     */
    void end(boolean delete, Runnable then) {
        tasks.execute(Tasks.Lane.SYNCER, () -> {
            checkpoints.close();
            try {
                closing = true;
                if (delete) {
                    files.discard();
                } else {
                    files.store(); // whose turn never came, or who had a breath only, is there at the next start
                }
            } catch (IOException | RuntimeException e) {
                LOG.warn("{} cannot be {}", files.paths(), delete ? "deleted" : "closed", e);
            }
            tasks.execute(Tasks.Lane.ENGINE, then);
        });
    }
}
