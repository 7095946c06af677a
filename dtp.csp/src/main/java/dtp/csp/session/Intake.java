package dtp.csp.session;

import dtp.api.Reason;
import dtp.api.TransferOptions.Durability;
import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import dtp.csp.store.JournalContent;
import dtp.csp.store.SessionFiles;
import dtp.csp.store.StateRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The receiving half of a session, the same for gets and for uploads that arrive: from sink to disk. Puts the way in, the
 * writer, the checkpoints, the hasher and the readers of one pair of files together. Any thread, unless a method says so;
 * callbacks come on the engine lane.
 */
final class Intake {
    /** The session. On the engine lane. */
    interface Ear {
        /** Everything is here; may come more than once. */
        void allWritten();

        /** The disk refuses; the way in is closed already. */
        void trouble(Reason reason);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private final EngineContext engine;
    private final SessionFiles files;
    private final Ear ear;
    private final SessionSets sets = new SessionSets();
    private final Writer writer;
    private final Inlet inlet;
    private final Checkpoints checkpoints;
    private final FrontHasher hasher;
    private final Supplier<Durability> level;
    private final Awaits awaits;
    private volatile boolean active;
    /** Published or closed: there is nothing to close any more. */
    private volatile boolean over;

    /** The algorithm of the digest that will be asked for, or null. */
    private volatile String wantsDigest;

    private final Records records;
    private volatile boolean closing;
    /** At rest: the files are closed until {@link #ready}. */
    private volatile boolean letGo;

    Intake(EngineContext engine, SessionFiles files, Supplier<Durability> level, Ear ear) {
        this.engine = engine;
        this.files = files;
        this.ear = ear;
        this.level = level;
        JournalContent found = files.content();
        sets.restore(found.all(), found.info().map(PayloadInfo::size).orElse(java.util.OptionalLong.empty()));
        awaits = new Awaits(sets, engine.callouts());
        writer = new Writer(engine, sets, new FileTarget(files), new Writer.Ear() {
            @Override
            public void written() {
                onWritten();
            }

            @Override
            public void writeFailed(IOException e) {
                onTrouble(Trouble.writing(files.paths().part(), e));
            }
        });
        inlet = new Inlet(engine, sets, writer);
        checkpoints = new Checkpoints(
                engine,
                sets,
                files,
                level,
                e -> onTrouble(Trouble.syncing(files.paths().part(), e)));
        hasher = new FrontHasher(engine, sets, files.paths().part());
        wantsDigest = found.info()
                .flatMap(PayloadInfo::digest)
                .map(Digest::algorithm)
                .orElse(level.get() == Durability.POWER_CUT ? Digest.SHA_256 : null);
        records = new Records(
                engine.tasks(), e -> onTrouble(Trouble.writing(files.paths().state(), e)));
        files.whenMade(this::onMade);
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
    void needFiles() throws IOException {
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
    private boolean make() {
        if (over) {
            return false;
        }
        try {
            files.make();
            return true;
        } catch (IOException e) {
            onTrouble(Trouble.writing(files.paths().state(), e));
            return false;
        }
    }

    /** A session at rest, with nothing on its way to the disk: it costs no descriptor until {@link #ready}. The engine lane. */
    void letGo() {
        letGo = true;
        hasher.rest();
        engine.tasks().execute(Tasks.Lane.SYNCER, this::sleep);
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

    private void recordAtRest(Records.Append record) {
        records.add(() -> {
            record.run();
            sleep();
        });
    }

    /** What was put off until there are files. Any thread, under a lock. */
    private void onMade() {
        records.begin(closing);
        if (wantsDigest != null) {
            hasher.want(wantsDigest);
        }
        if (sets.writtenBytes() > sets.durableBytes()) {
            checkpoints.wrote();
        }
    }

    private void onWritten() {
        awaits.check();
        if (!files.isUnmade()) {
            hasher.poke();
            checkpoints.wrote();
        }
        checkComplete();
    }

    /** Tells the session when nothing is missing. */
    void checkComplete() {
        if (sets.allWritten()) {
            engine.tasks().execute(Tasks.Lane.ENGINE, ear::allWritten);
        }
    }

    private void onTrouble(Reason reason) {
        inlet.close();
        hasher.forget();
        engine.tasks().execute(Tasks.Lane.ENGINE, () -> ear.trouble(reason));
    }

    SessionSets sets() {
        return sets;
    }

    Tally total() {
        return inlet.total();
    }

    Awaits awaits() {
        return awaits;
    }

    SessionFiles files() {
        return files;
    }

    FetchSink sink(FetchSink.Ear told) {
        return new FetchSink(inlet, writer, told);
    }

    /**
     * Makes the files where its level wants them before the first byte, and records what is owed to them.
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
        engine.tasks().execute(Tasks.Lane.SYNCER, () -> {
            if (!makes || make()) {
                checkpoints
                        .settle()
                        .ifPresentOrElse(
                                e -> onTrouble(Trouble.writing(files.paths().state(), e)),
                                () -> engine.tasks().execute(Tasks.Lane.ENGINE, then));
            }
        });
    }

    /** Bytes are taken from now on. */
    void open() {
        if (files.isUnmade()) {
            engine.breath().begin(this::make);
        }
        writer.recover();
        awaits.reopen();
        inlet.open();
        setActive(true);
        hasher.goOn();
    }

    private void setActive(boolean now) {
        synchronized (this) {
            if (active == now) {
                return;
            }
            active = now;
        }
        engine.pace().sessionActive(now ? 1 : -1);
    }

    /**
     * Comes to rest: takes nothing more, writes what was taken, makes it durable.
     *
     * @param then on the engine lane, with what went wrong
     */
    void rest(Consumer<Optional<Reason>> then) {
        inlet.close();
        writer.afterAll(() -> engine.tasks().execute(Tasks.Lane.SYNCER, () -> {
            Optional<Reason> wrong = checkpoints
                    .checkpoint(true)
                    .map(e -> Trouble.syncing(files.paths().part(), e));
            wrong.ifPresent(w -> hasher.forget());
            setActive(false);
            engine.tasks().execute(Tasks.Lane.ENGINE, () -> then.accept(wrong));
        }));
    }

    /** Gives up everything that is held, on disk as well. {@code then} on the engine lane; the way in is closed. */
    void startOver(Consumer<Optional<Reason>> then) {
        rest(wrong -> engine.tasks().execute(Tasks.Lane.SYNCER, () -> {
            hasher.forget();
            Optional<Reason> outcome = checkpoints
                    .giveUpAll()
                    .map(e -> Trouble.writing(files.paths().state(), e))
                    .or(() -> wrong);
            engine.tasks().execute(Tasks.Lane.ENGINE, () -> then.accept(outcome));
        }));
    }

    /**
     * Makes a whole file ready to be verified.
     *
     * @param then on the engine lane, with what went wrong
     */
    void seal(Optional<Instant> modified, Consumer<Optional<Reason>> then) {
        engine.tasks().execute(Tasks.Lane.SYNCER, () -> {
            Optional<Reason> wrong = checkpoints
                    .seal(sets.size().orElseThrow(), modified)
                    .map(e -> Trouble.syncing(files.paths().part(), e));
            wrong.ifPresent(w -> hasher.forget());
            engine.tasks().execute(Tasks.Lane.ENGINE, () -> then.accept(wrong));
        });
    }

    /**
     * The digest of a whole, sealed file. Where nobody has told one, it is computed at level POWER_CUT, for the record; at level
     * PROCESS, where speed was asked for, nothing would be compared with it and there is none.
     *
     * @param then on the engine lane, with what cannot be read, or null
     */
    void digest(Optional<Digest> told, BiConsumer<Optional<Digest>, IOException> then) {
        if (told.isEmpty() && level.get() == Durability.PROCESS) {
            engine.tasks().execute(Tasks.Lane.ENGINE, () -> then.accept(Optional.empty(), null));
            return;
        }
        hasher.finish(
                told.map(Digest::algorithm).orElse(Digest.SHA_256),
                (computed, failure) -> engine.tasks()
                        .execute(Tasks.Lane.ENGINE, () -> then.accept(Optional.ofNullable(computed), failure)));
    }

    /** Writes to the journal on the SYNCER lane; a failure there shows at the next checkpoint. */
    void record(PayloadInfo info) {
        if (info.digest().isPresent()) {
            wantsDigest = info.digest().get().algorithm();
            if (!files.isUnmade()) {
                hasher.want(wantsDigest);
            }
        }
        if (files.isUnmade() && info.size().orElse(0) > SessionFiles.MOST_UNMADE) {
            engine.tasks().execute(Tasks.Lane.SYNCER, this::make);
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
     * Publishes what is whole and in memory still, and ends.
     *
     * @param then on the engine lane, with the outcome; null: it has files meanwhile, nothing was done
     */
    void publishUnmade(PayloadInfo known, boolean replace, Consumer<BriefPublication> then) {
        inlet.close();
        engine.tasks().execute(Tasks.Lane.SYNCER, () -> {
            BriefPublication outcome = null;
            if (files.isUnmade()) {
                outcome = BriefPublication.of(files, known, replace);
                over = outcome.wrong().isEmpty();
            }
            if (over) {
                setActive(false);
                checkpoints.close();
            }
            BriefPublication told = outcome;
            engine.tasks().execute(Tasks.Lane.ENGINE, () -> then.accept(told));
        });
    }

    /** Its files are being closed: what is made now, and holds nothing, is not synced. Any thread. */
    boolean isClosing() {
        return closing;
    }

    /** Lets go of the files; what is in them stays. {@code then} on the engine lane. */
    void close(Runnable then) {
        close(false, then);
    }

    /** Lets go of the files and deletes them. {@code then} on the engine lane. */
    void discard(Runnable then) {
        close(true, then);
    }

    private void close(boolean delete, Runnable then) {
        if (over) {
            then.run();
            return;
        }
        inlet.close();
        setActive(false);
        hasher.close();
        writer.afterAll(() -> engine.tasks().execute(Tasks.Lane.SYNCER, () -> {
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
            engine.tasks().execute(Tasks.Lane.ENGINE, then);
        }));
    }
}
