package dtp.csp.session;

import dtp.api.Reason;
import dtp.api.TransferOptions.Durability;
import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import dtp.csp.store.JournalContent;
import dtp.csp.store.SessionFiles;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

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
    private final PairLife pair;
    private boolean active;

    /** The algorithm of the digest that will be asked for, or null. */
    private volatile String wantsDigest;

    Intake(EngineContext engine, SessionFiles files, Supplier<Durability> level, Ear ear) {
        this.engine = engine;
        this.files = files;
        this.ear = ear;
        this.level = level;
        JournalContent found = files.content();
        sets.restore(found.all(), found.info().map(PayloadInfo::size).orElse(OptionalLong.empty()));
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
        pair = new PairLife(engine.tasks(), files, level, checkpoints, this::onTrouble);
        files.whenMade(this::onMade);
    }

    /** A session at rest, with nothing on its way to the disk: it costs no descriptor until it is to run again. The engine lane. */
    void letGo() {
        hasher.rest();
        pair.letGo();
    }

    /** What was put off until there are files. Any thread, under a lock. */
    private void onMade() {
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

    PairLife pair() {
        return pair;
    }

    FetchSink sink(FetchSink.Ear told) {
        return new FetchSink(inlet, writer, told);
    }

    /** Bytes are taken from now on. */
    void open() {
        if (files.isUnmade()) {
            engine.breath().begin(pair::make);
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

    /** As {@link PairLife#record(PayloadInfo)}; the digest that it tells is made ready. */
    void record(PayloadInfo info) {
        if (info.digest().isPresent()) {
            wantsDigest = info.digest().get().algorithm();
            if (!files.isUnmade()) {
                hasher.want(wantsDigest);
            }
        }
        pair.record(info);
    }

    /** As {@link PairLife#publishUnmade}; takes nothing more. */
    void publishUnmade(PayloadInfo known, boolean replace, Consumer<BriefPublication> then) {
        inlet.close();
        pair.publishUnmade(known, replace, then);
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
        setActive(false);
        if (pair.isOver()) {
            then.run();
            return;
        }
        inlet.close();
        hasher.close();
        writer.afterAll(() -> pair.end(delete, then));
    }
}
