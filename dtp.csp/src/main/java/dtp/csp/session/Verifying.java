package dtp.csp.session;

import dtp.api.VerificationReport;
import dtp.api.VerificationReport.Outcome;
import dtp.api.interval.Interval;
import dtp.api.payload.Digest;
import dtp.csp.store.Disk;
import dtp.csp.store.DiskFile;
import dtp.csp.store.JournalContent;
import dtp.csp.store.SessionPaths;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads files back and compares them with what is known of them. What to compare with is looked up on the STORES lane; the bytes
 * are read on the HASHER lane, a few megabytes a turn, so that nobody waits for a large file. Changes nothing.
 */
final class Verifying {
    private static final Logger LOG = LoggerFactory.getLogger(Verifying.class);
    private static final int CHUNK = 1 << 18;
    private static final int CHUNKS_A_TURN = 16;

    private final EngineContext engine;
    private final SessionFileDesk desk;
    private final SessionTable table;
    private final Ledger ledger;

    Verifying(EngineContext engine, SessionFileDesk desk, SessionTable table, Ledger ledger) {
        this.engine = engine;
        this.desk = desk;
        this.table = table;
        this.ledger = ledger;
    }

    /** Something that may fail, and then fails the answer. */
    private interface Step {
        void run() throws IOException;
    }

    /** Takes each chunk that was read. */
    private interface Taker {
        void take(ByteBuffer chunk);
    }

    /** Says that a file ends at {@code at}, before {@code end}. */
    private interface TooShort {
        String text(long at, long end);
    }

    /** @param answer completed on the lane that is done with it; listeners belong elsewhere */
    void verify(Path file, CompletableFuture<VerificationReport> answer) {
        step(Tasks.Lane.STORES, answer, () -> begin(file, answer));
    }

    private void step(Tasks.Lane lane, CompletableFuture<VerificationReport> answer, Step step) {
        engine.tasks().execute(lane, () -> {
            try {
                step.run();
            } catch (IOException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
    }

    private void begin(Path file, CompletableFuture<VerificationReport> answer) throws IOException {
        SessionPaths paths = SessionPaths.named(engine.disk(), file);
        Path target = paths.shown();
        Optional<GetSession> open = table.get(target);
        if (open.isPresent()) {
            readBack(target, paths.part(), open.get().received(), answer);
        } else if (engine.disk().exists(paths.state())) {
            JournalContent found = desk.look(paths).content();
            readBack(target, paths.part(), found.all(), answer);
        } else if (engine.disk().exists(target)) {
            finished(target, answer);
        } else {
            throw new NoSuchFileException(
                    target.toString(), null, "there is neither a finished file nor a session of that name");
        }
    }

    private void finished(Path file, CompletableFuture<VerificationReport> answer) throws IOException {
        Optional<Digest> expected = ledger.history(Integer.MAX_VALUE).stream()
                .filter(f -> f.file().filter(file::equals).isPresent())
                .findFirst()
                .flatMap(f -> f.payload().digest());
        String algorithm = expected.map(Digest::algorithm).orElse(Digest.SHA_256);
        MessageDigest running = FrontHasher.digester(algorithm);
        DiskFile opened = engine.disk().open(file, Disk.Mode.READ);
        answer.minimalCompletionStage().whenComplete((report, e) -> close(opened));
        long size = opened.size();
        Reading reading = new Reading(
                opened,
                size == 0
                        ? List.<Interval>of().iterator()
                        : List.of(new Interval(0, size)).iterator(),
                running::update,
                (at, end) -> "the file ends at " + at + " of " + end + " bytes");
        turn(
                reading,
                answer,
                () -> answer.complete(compared(file, size, new Digest(algorithm, running.digest()), expected)));
    }

    private static Report compared(Path file, long size, Digest computed, Optional<Digest> expected) {
        if (expected.isEmpty()) {
            return new Report(
                    file,
                    Outcome.NO_DIGEST_KNOWN,
                    size,
                    Optional.of(computed),
                    expected,
                    "Every byte is readable; no digest is known to compare " + computed + " with.");
        }
        boolean same = computed.equals(expected.get());
        return new Report(
                file,
                same ? Outcome.VERIFIED : Outcome.MISMATCH,
                size,
                Optional.of(computed),
                expected,
                same
                        ? "The file is what was published: " + computed + "."
                        : "The file was changed since it was published: it is " + computed + ", it was "
                                + expected.get() + ". Nothing was touched.");
    }

    private void readBack(Path file, Path part, Iterable<Interval> held, CompletableFuture<VerificationReport> answer)
            throws IOException {
        DiskFile opened = engine.disk().open(part, Disk.Mode.READ);
        answer.minimalCompletionStage().whenComplete((report, e) -> close(opened));
        Reading reading = new Reading(
                opened,
                held.iterator(),
                chunk -> {},
                (at, end) -> part + " ends at " + at + ", but bytes up to " + end
                        + " are recorded as held. Resume gives up what is gone and fetches it again.");
        turn(
                reading,
                answer,
                () -> answer.complete(new Report(
                        file,
                        Outcome.INCOMPLETE,
                        reading.bytes,
                        Optional.empty(),
                        Optional.empty(),
                        "The session is not finished; all " + reading.bytes + " bytes that it holds are readable.")));
    }

    /** Where reading a file stands. On the HASHER lane, but for its making. */
    private static final class Reading {
        private final DiskFile file;
        private final Iterator<Interval> wanted;
        private final Taker taker;
        private final TooShort tooShort;
        private long at;
        private long end;
        private long bytes;

        Reading(DiskFile file, Iterator<Interval> wanted, Taker taker, TooShort tooShort) {
            this.file = file;
            this.wanted = wanted;
            this.taker = taker;
            this.tooShort = tooShort;
        }

        /** @return false: all is read */
        boolean read(ByteBuffer chunk) throws IOException {
            if (at == end) {
                if (!wanted.hasNext()) {
                    return false;
                }
                Interval next = wanted.next();
                at = next.start();
                end = next.end();
            }
            chunk.clear().limit((int) Math.min(CHUNK, end - at));
            int n = file.read(at, chunk);
            if (n < chunk.limit()) {
                throw new IOException(tooShort.text(at + n, end));
            }
            taker.take(chunk.flip());
            at += n;
            bytes += n;
            return true;
        }
    }

    private void turn(Reading reading, CompletableFuture<VerificationReport> answer, Runnable then) {
        step(Tasks.Lane.HASHER, answer, () -> {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            for (int i = 0; i < CHUNKS_A_TURN; i++) {
                if (!reading.read(chunk)) {
                    then.run();
                    return;
                }
            }
            turn(reading, answer, then);
        });
    }

    private static void close(DiskFile file) {
        try {
            file.close();
        } catch (IOException e) {
            LOG.debug("a file that was read only", e);
        }
    }
}
