package dtp.csp.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dtp.api.SessionState;
import dtp.api.interval.IntervalSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sparse file of 100 GB with 100 000 holes is opened again; prints how long that took. */
class ManyHolesTest {
    private static final int HOLES = 100_000;
    private static final long SIZE = 100_000_000_000L;

    private static IntervalSet holed() {
        Random random = new Random(1);
        long[] bounds = new long[2 * HOLES];
        long at = 0;
        for (int i = 0; i < bounds.length; i++) {
            at += 1 + random.nextLong(SIZE / HOLES - 1) / (i % 2 == 0 ? 1 : 50);
            bounds[i] = at;
        }
        return IntervalSet.ofBounds(bounds);
    }

    @Test
    void aHundredThousandHolesAreThereAgain(@TempDir Path folder) throws IOException {
        SessionPaths paths = SessionPaths.beside(folder.resolve("x"));
        SessionFileStore store = new SessionFileStore(new RealDisk(), new LocalProcesses());
        IntervalSet held = holed();
        StateRecord running = new StateRecord(SessionState.RUNNING, Optional.empty(), Instant.EPOCH);
        try (SessionFiles files = store.create(
                paths, new NewSession(new UUID(1, 2), Optional.empty(), running, SourcesRecord.NONE, false))) {
            files.write(SIZE - 1, ByteBuffer.allocate(1));
            files.checkpoint(held);
        }
        StringBuilder took = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            long before = System.nanoTime();
            OpenedSession opened = store.open(paths);
            took.append(' ').append((System.nanoTime() - before) / 1_000_000);
            assertEquals(held, opened.content().held());
            opened.files().orElseThrow().close();
        }
        System.out.println("opening " + HOLES + " holes of " + SIZE + " bytes took, in ms:" + took);
    }
}
