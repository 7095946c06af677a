package dtp.csp.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.SessionState;
import dtp.api.payload.PayloadInfo;
import dtp.tck.sim.PowerCutException;
import dtp.tck.sim.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ADR 8: a small file that is published out of memory, killed and cut off at every call to the disk. */
class BriefPublicationCutTest {
    private static final int SIZE = 3_000;

    @TempDir
    Path folder; // stands on the simulated disk; the real one is asked only whether it can be written

    private static byte[] content(int seed) {
        byte[] bytes = new byte[SIZE];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** @return false: it came to its end before the cut */
    private boolean publishUntil(SimulatedDisk disk, byte[] content) throws IOException {
        SessionFileStore store = new SessionFileStore(new SimDisk(disk), new LocalProcesses());
        StateRecord running = new StateRecord(SessionState.RUNNING, Optional.empty(), Instant.EPOCH);
        NewSession session =
                new NewSession(new UUID(1, 2), Optional.of(PayloadInfo.named("f")), running, SourcesRecord.NONE, false);
        try {
            SessionFiles files = store.createLater(SessionPaths.beside(folder.resolve("f")), session);
            files.write(1_000, ByteBuffer.wrap(content, 1_000, 2_000));
            files.write(0, ByteBuffer.wrap(content, 0, 1_000));
            PublishRecord record = new PublishRecord("f", SIZE, Optional.empty(), false);
            files.publishUnmade(record, Optional.of(Instant.ofEpochSecond(1)), whole -> {});
            return false;
        } catch (PowerCutException e) {
            return true;
        }
    }

    private void assertWholeOrAbsent(SimulatedDisk disk, byte[] content) throws IOException {
        SimDisk view = new SimDisk(disk);
        if (view.exists(folder.resolve("f"))) {
            ByteBuffer found = ByteBuffer.allocate(SIZE + 1);
            try (DiskFile file = view.open(folder.resolve("f"), Disk.Mode.READ)) {
                file.read(0, found);
            }
            assertEquals(SIZE, found.position());
            assertArrayEquals(content, java.util.Arrays.copyOf(found.array(), SIZE));
        }
        assertTrue(view.list(folder).stream().allMatch(p -> p.endsWith("f") || SessionPaths.isBrief(p)));
    }

    @Test
    void isWholeOrAbsentUnderItsFinalName() throws IOException {
        int calls = 0;
        for (int seed = 0; seed < 20; seed++) {
            byte[] content = content(seed);
            boolean cut = true;
            for (int call = 1; cut; call++) {
                SimulatedDisk killed = new SimulatedDisk(new Random(seed));
                killed.cutAt(call);
                cut = publishUntil(killed, content);
                calls += cut ? 1 : 0;
                killed.killed();
                assertWholeOrAbsent(killed, content);
                assertWholeOrAbsent(killed.afterPowerCut(), content);
            }
        }
        assertTrue(calls >= 100, "only " + calls + " cuts");
    }
}
