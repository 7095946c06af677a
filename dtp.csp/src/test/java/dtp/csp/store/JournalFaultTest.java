package dtp.csp.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.SessionState;
import dtp.api.interval.IntervalSet;
import dtp.tck.sim.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A disk that is full, or fails. */
class JournalFaultTest {
    private static final SessionPaths PATHS = SessionPaths.beside(Path.of("/data/x"));
    private static final NewSession SESSION = new NewSession(
            new UUID(1, 2),
            Optional.empty(),
            new StateRecord(SessionState.RUNNING, Optional.empty(), Instant.EPOCH),
            SourcesRecord.NONE,
            false);

    private final SimulatedDisk disk = new SimulatedDisk(new Random(5));
    private final SimProcesses processes = SimProcesses.first();
    private SessionFiles files;

    @BeforeEach
    void create() throws IOException {
        files = new SessionFileStore(new SimDisk(disk), processes).create(PATHS, SESSION);
    }

    private static OpenedSession afterPowerCut(SimulatedDisk disk, SimProcesses next) throws IOException {
        return new SessionFileStore(new SimDisk(disk.afterPowerCut()), next).open(PATHS);
    }

    @Test
    void afterAFailedSyncNothingIsHeldUntilTheLossIsWithdrawn() throws IOException {
        files.write(0, ByteBuffer.allocate(100));
        disk.failNextForces(1);
        assertThrows(PartSyncException.class, () -> files.checkpoint(IntervalSet.of(0, 100)));
        assertThrows(IllegalStateException.class, () -> files.recordHeld(IntervalSet.of(0, 100)));
        files.recordWithdrawn(IntervalSet.of(0, 100));
        files.write(0, ByteBuffer.allocate(100));
        files.checkpoint(IntervalSet.of(0, 100));
        assertEquals(
                IntervalSet.of(0, 100),
                afterPowerCut(disk, processes.next(true)).content().held());
    }

    @Test
    void aWithdrawalThatCouldNotBeRecordedIsRecordedBeforeAnythingIsHeldAgain() throws IOException {
        files.write(0, ByteBuffer.allocate(100));
        files.checkpoint(IntervalSet.of(0, 100));
        disk.failNextWrites(2);
        assertThrows(IOException.class, () -> files.recordWithdrawn(IntervalSet.of(0, 60)));
        assertThrows(IOException.class, () -> files.recordHeld(IntervalSet.of(0, 10)));
        files.checkpoint(IntervalSet.of(0, 10));
        assertEquals(
                IntervalSet.ofBounds(0, 10, 60, 100),
                afterPowerCut(disk, processes.next(true)).content().held());
    }

    private void oweTheFirstSixty() throws IOException {
        files.write(0, ByteBuffer.allocate(100));
        files.checkpoint(IntervalSet.of(0, 100));
        disk.failNextWrites(1);
        assertThrows(IOException.class, () -> files.recordWithdrawn(IntervalSet.of(0, 60)));
    }

    @Test
    void whatIsOwedIsRecordedWhenTheFilesAreStoredForTheNextProcess() throws IOException {
        oweTheFirstSixty();
        files.store();
        assertEquals(
                IntervalSet.of(60, 100),
                afterPowerCut(disk, processes.next(true)).content().held());
    }

    @Test
    void whatIsOwedIsRecordedWhenTheFilesAreClosed() throws IOException {
        oweTheFirstSixty();
        files.close();
        assertEquals(
                IntervalSet.of(60, 100),
                afterPowerCut(disk, processes.next(true)).content().held());
    }

    @Test
    void afterAFailedSyncOfTheJournalAllOfItIsWrittenAnew() throws IOException {
        files.write(0, ByteBuffer.allocate(100));
        files.forcePart();
        files.recordHeld(IntervalSet.of(0, 100));
        disk.failNextForces(1);
        assertThrows(IOException.class, files::forceJournal);
        files.forceJournal();
        assertEquals(
                IntervalSet.of(0, 100),
                afterPowerCut(disk, processes.next(true)).content().held());
    }

    @Test
    void aFullDiskKeepsWhatWasRecordedAndTheSessionGoesOnWhenThereIsSpace() throws IOException {
        files.write(0, ByteBuffer.allocate(100));
        files.checkpoint(IntervalSet.of(0, 100));
        disk.capacity(0);
        SourcesRecord large = new SourcesRecord(List.of("x".repeat(5_000)), Map.of());
        IOException full = assertThrows(IOException.class, () -> files.recordSources(large));
        assertTrue(full.getMessage().contains("No space"), full::getMessage);
        disk.capacity(1 << 20);
        files.recordSources(large);
        files.forceJournal();
        JournalContent content = afterPowerCut(disk, processes.next(true)).content();
        assertEquals(large, content.sources());
        assertEquals(IntervalSet.of(0, 100), content.held());
    }

    @Test
    void whatFillsTheDiskCanBeDiscarded() throws IOException {
        files.write(0, ByteBuffer.allocate(100_000));
        files.checkpoint(IntervalSet.of(0, 100_000));
        disk.failNextWrites(1); // no block for the record is free before the bytes are gone
        files.discard();
        assertEquals(List.of(), disk.list("/data"));
    }

    @Test
    void filesThatCannotBeDiscardedAreClosed() throws IOException {
        files.write(0, ByteBuffer.allocate(100));
        files.checkpoint(IntervalSet.of(0, 100));
        SessionFileStore store = new SessionFileStore(new SimDisk(disk), processes.next(false));
        disk.failNextWrites(2);
        assertThrows(IOException.class, files::discard);
        assertTrue(store.open(PATHS).files().isPresent());
    }

    @Test
    void aFullDiskAtCreationLeavesNothing() throws IOException {
        SimulatedDisk full = new SimulatedDisk(new Random(1));
        full.capacity(100);
        assertThrows(
                IOException.class, () -> new SessionFileStore(new SimDisk(full), processes).create(PATHS, SESSION));
        assertEquals(List.of(), full.list("/data"));
    }

    @Test
    void aLongLifeDoesNotMakeALongJournal() throws IOException {
        for (int i = 0; i < 3_000; i++) {
            files.recordSources(new SourcesRecord(List.of("x".repeat(4_000)), Map.of("i", "" + i)));
        }
        long size = disk.size(PATHS.state().toString());
        assertTrue(size < 3 << 20, "the journal has " + size + " bytes");
        files.forceJournal();
        assertEquals(
                "2999",
                afterPowerCut(disk, processes.next(true))
                        .content()
                        .sources()
                        .options()
                        .get("i"));
    }

    @Test
    void checkpointsOfASimulatedDiskTakeTheirTime() throws IOException {
        long before = disk.busyNs();
        files.write(0, ByteBuffer.allocate(1 << 20));
        files.checkpoint(IntervalSet.of(0, 1 << 20));
        long ms = (disk.busyNs() - before) / 1_000_000;
        assertEquals(30, ms); // two syncs of 10 ms, and 1 MiB at 100 MB/s
    }
}
