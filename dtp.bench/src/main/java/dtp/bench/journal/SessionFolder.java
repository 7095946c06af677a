package dtp.bench.journal;

import dtp.api.SessionState;
import dtp.api.interval.IntervalSet;
import dtp.csp.store.LocalProcesses;
import dtp.csp.store.NewSession;
import dtp.csp.store.RealDisk;
import dtp.csp.store.SessionFileStore;
import dtp.csp.store.SessionFiles;
import dtp.csp.store.SessionPaths;
import dtp.csp.store.SourcesRecord;
import dtp.csp.store.StateRecord;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A folder with the files of one session that has so many holes in 100 GB, nearly all of it sparse. Used on one thread. */
final class SessionFolder implements Closeable {
    static final long SIZE = 100_000_000_000L;
    static final long CHUNK = 2_000;

    private final Path folder;
    private final SessionFileStore store = new SessionFileStore(new RealDisk(), new LocalProcesses());
    private final SessionPaths paths;
    private int made;

    /** Below the property {@code dtp.bench.dir}, or where temporary files go. */
    SessionFolder() throws IOException {
        folder = Files.createTempDirectory(base(), "journal-");
        paths = SessionPaths.beside(folder.resolve("file"));
    }

    static Path base() {
        return Path.of(System.getProperty("dtp.bench.dir", System.getProperty("java.io.tmpdir")));
    }

    SessionFileStore store() {
        return store;
    }

    SessionPaths paths() {
        return paths;
    }

    /** Where the island of that number starts; each is as far from the next as it can be. */
    static long island(int number, int holes) {
        return number * (SIZE / holes);
    }

    /** A session with one chunk on each island, open. */
    SessionFiles holed(int holes) throws IOException {
        long[] bounds = new long[2 * holes];
        for (int i = 0; i < holes; i++) {
            bounds[2 * i] = island(i, holes);
            bounds[2 * i + 1] = bounds[2 * i] + CHUNK;
        }
        SessionFiles files = store.create(paths, session());
        files.write(SIZE - 1, ByteBuffer.allocate(1));
        files.checkpoint(IntervalSet.ofBounds(bounds));
        return files;
    }

    /** Files of a further session, which are made and deleted. */
    void makeAndDiscard() throws IOException {
        SessionPaths other = SessionPaths.beside(folder.resolve("other" + made++));
        store.create(other, session()).discard();
    }

    private static NewSession session() {
        StateRecord running = new StateRecord(SessionState.RUNNING, Optional.empty(), Instant.EPOCH);
        return new NewSession(new UUID(1, 2), Optional.empty(), running, SourcesRecord.NONE, false);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(paths.part());
        Files.deleteIfExists(paths.state());
        Files.delete(folder);
    }
}
