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
import java.util.Optional;

/** Reads files back and compares them with what is known of them. On the STORES lane; changes nothing. */
final class Verifying {
    private static final int CHUNK = 1 << 18;

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

    VerificationReport verify(Path file) throws IOException {
        SessionPaths paths = SessionPaths.named(engine.disk(), file);
        Path target = paths.shown();
        Optional<GetSession> open = table.get(target);
        if (open.isPresent()) {
            return readBack(target, paths.part(), open.get().received());
        }
        if (engine.disk().exists(paths.state())) {
            JournalContent found = desk.look(paths).content();
            return readBack(target, paths.part(), found.all());
        }
        if (!engine.disk().exists(target)) {
            throw new NoSuchFileException(
                    target.toString(), null, "there is neither a finished file nor a session of that name");
        }
        return finished(target);
    }

    private VerificationReport finished(Path file) throws IOException {
        Optional<Digest> expected = ledger.history(Integer.MAX_VALUE).stream()
                .filter(f -> f.file().filter(file::equals).isPresent())
                .findFirst()
                .flatMap(f -> f.payload().digest());
        try (DiskFile opened = engine.disk().open(file, Disk.Mode.READ)) {
            long size = opened.size();
            Digest computed =
                    FrontHasher.of(opened, size, expected.map(Digest::algorithm).orElse(Digest.SHA_256));
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
    }

    private VerificationReport readBack(Path file, Path part, Iterable<Interval> held) throws IOException {
        long bytes = 0;
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        try (DiskFile opened = engine.disk().open(part, Disk.Mode.READ)) {
            for (Interval i : held) {
                for (long at = i.start(); at < i.end(); at += chunk.limit()) {
                    chunk.clear().limit((int) Math.min(CHUNK, i.end() - at));
                    int n = opened.read(at, chunk);
                    if (n < chunk.limit()) {
                        throw new IOException(part + " ends at " + (at + n) + ", but bytes up to " + i.end()
                                + " are recorded as held. Resume gives up what is gone and fetches it again.");
                    }
                    bytes += n;
                }
            }
        }
        return new Report(
                file,
                Outcome.INCOMPLETE,
                bytes,
                Optional.empty(),
                Optional.empty(),
                "The session is not finished; all " + bytes + " bytes that it holds are readable.");
    }
}
