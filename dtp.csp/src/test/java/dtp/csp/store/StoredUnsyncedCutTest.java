package dtp.csp.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.SessionState;
import dtp.api.payload.PayloadInfo;
import dtp.csp.store.SessionFileException.Refusal;
import dtp.tck.sim.PowerCutException;
import dtp.tck.sim.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ADR 9: a session that holds nothing and is stored without a sync, killed and cut off at every call to the disk and at the end. */
class StoredUnsyncedCutTest {
    private static final StateRecord WAITS = new StateRecord(SessionState.WAITING, Optional.empty(), Instant.EPOCH);

    @TempDir
    Path folder; // stands on the simulated disk; the real one is asked only whether it can be written

    private SessionPaths paths() {
        return SessionPaths.beside(folder.resolve("f"));
    }

    private static NewSession session() {
        return new NewSession(new UUID(1, 2), Optional.of(PayloadInfo.named("f")), WAITS, SourcesRecord.NONE, false);
    }

    /** @return false: it came to its end before the cut */
    private boolean storeUntil(SimulatedDisk disk) throws IOException {
        SessionFileStore store = new SessionFileStore(new SimDisk(disk), SimProcesses.first());
        try {
            SessionFiles files = store.createLater(paths(), session());
            files.whenMade(() -> {
                try {
                    files.recordState(WAITS);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            files.store();
            return false;
        } catch (PowerCutException e) {
            return true;
        }
    }

    /** @return true: it is there */
    private boolean isThereOrTakenOver(SimulatedDisk disk, boolean powerCut) throws IOException {
        SessionFileStore next =
                new SessionFileStore(new SimDisk(disk), SimProcesses.first().next(powerCut));
        try {
            OpenedSession opened = next.open(paths());
            assertEquals(new UUID(1, 2), opened.content().id());
            assertEquals(SessionState.WAITING, opened.content().state().state());
            opened.files().orElseThrow().close();
            return true;
        } catch (SessionFileException e) {
            assertTrue(e.refusal() == Refusal.MISSING || e.refusal() == Refusal.NEVER_STARTED, e::getMessage);
            next.create(paths(), session()).close();
            return false;
        }
    }

    @Test
    void isThereOrTakenOverByTheNextWhoeverCutsItOff() throws IOException {
        int there = 0;
        int absent = 0;
        for (int seed = 0; seed < 50; seed++) {
            boolean cut = true;
            for (int call = 1; cut; call++) {
                SimulatedDisk disk = new SimulatedDisk(new Random(seed));
                disk.cutAt(call);
                cut = storeUntil(disk);
                if (cut) {
                    disk.killed();
                }
                SimulatedDisk after = disk.afterPowerCut();
                boolean found = isThereOrTakenOver(after, true);
                there += found ? 1 : 0;
                absent += found ? 0 : 1;
            }
            SimulatedDisk killed = new SimulatedDisk(new Random(seed));
            storeUntil(killed);
            killed.killed();
            assertTrue(isThereOrTakenOver(killed, false), "lost by a kill");
        }
        assertTrue(there > 10 && absent > 10, there + " there, " + absent + " absent");
    }
}
