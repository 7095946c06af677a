package dtp.csp.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.SessionState;
import dtp.api.interval.Interval;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.PayloadInfo;
import dtp.csp.store.SessionFileException.Refusal;
import dtp.tck.sim.PowerCutException;
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

/**
 * One session through any number of crashes on a simulated disk, and what it was promised. The engine's rules are kept: bytes are
 * written before they are recorded, recorded held after a sync, withdrawn before they are written anew.
 */
final class SessionLife {
    static final Path TARGET = Path.of("/data/image.bin");
    private static final byte OLD = 7;

    private final Random random;
    private final int size;
    private final boolean replace;
    private final boolean processLevel;
    private final SessionPaths paths = SessionPaths.beside(TARGET);
    private SimulatedDisk disk;
    private SimProcesses processes = SimProcesses.first();
    private Optional<SessionFiles> files = Optional.empty();

    /** Believed by this process; lost with it. */
    private final IntervalAccumulator written = new IntervalAccumulator();

    private final IntervalAccumulator durable = new IntervalAccumulator();
    /** Must be held after a power cut, or after a kill. */
    private final IntervalAccumulator promised = new IntervalAccumulator();

    private final IntervalAccumulator promisedToKill = new IntervalAccumulator();
    /** May be held: a record of it was begun. */
    private final IntervalAccumulator recorded = new IntervalAccumulator();

    private boolean created;
    private boolean published;
    private boolean discarded;
    private boolean ending;
    private boolean discarding;
    int cuts;
    int ends;

    SessionLife(Random random) {
        this.random = random;
        size = random.nextInt(20) == 0 ? 0 : 1 + random.nextInt(12_000);
        replace = random.nextInt(3) == 0;
        processLevel = random.nextInt(3) == 0;
        disk = new SimulatedDisk(random);
        disk.hardLinks(random.nextInt(4) > 0);
        if (replace) {
            oldFile();
        }
    }

    private void oldFile() {
        try {
            var old = disk.create(TARGET.toString());
            old.write(0, ByteBuffer.wrap(new byte[] {OLD, OLD, OLD}));
            old.force();
            disk.forceDirectory("/data");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Lives until {@code cutAfter} more disk calls were made, then crashes. @return false when it came to its end before */
    boolean liveUntilCut(long cutAfter) throws IOException {
        disk.cutAt(disk.calls() + cutAfter);
        try {
            begin();
            while (files.isPresent()) {
                step(files.get());
            }
            disk.cutAt(Long.MAX_VALUE);
            ends++;
            return false;
        } catch (PowerCutException e) {
            cuts++;
            return true;
        }
    }

    /** The machine, or only the process, starts again. */
    void crash() {
        boolean powerCut = random.nextInt(3) > 0;
        if (powerCut) {
            disk = disk.afterPowerCut();
            promisedToKill.clear();
        } else {
            disk.killed();
        }
        disk.failNextForces(0);
        disk.failNextWrites(0);
        processes = processes.next(powerCut);
        files = Optional.empty();
    }

    private void begin() throws IOException {
        SessionFileStore store = new SessionFileStore(new SimDisk(disk), processes);
        assertFinalFileIsWholeOrOld();
        written.clear();
        durable.clear();
        OpenedSession opened;
        try {
            opened = store.open(paths);
        } catch (SessionFileException e) {
            notThere(store, e);
            return;
        }
        switch (opened.outcome()) {
            case RESUMABLE -> resumed(opened);
            case COMPLETED -> {
                assertTrue(ending, "completed without being asked to");
                assertTrue(isNew(), "completed without a file");
                published = true;
            }
            case DISCARDED -> assertTrue(discarding);
            case PART_CUT, OUTPUT_EXISTS, HANDED_OVER -> throw new AssertionError(opened.toString());
        }
    }

    private void notThere(SessionFileStore store, SessionFileException e) throws IOException {
        boolean neverStarted = e.refusal() == Refusal.NEVER_STARTED;
        assertTrue(neverStarted || e.refusal() == Refusal.MISSING, e::getMessage);
        assertTrue(!created || ending, () -> "lost: " + e.getMessage());
        if (ending) {
            assertTrue(discarding || published || isNew(), e::getMessage);
            return;
        }
        StateRecord running = new StateRecord(SessionState.RUNNING, Optional.empty(), Instant.ofEpochMilli(5));
        NewSession first = new NewSession(
                new UUID(1, 2), Optional.of(PayloadInfo.named("image.bin")), running, SourcesRecord.NONE, replace);
        files = Optional.of(store.create(paths, first));
        created = true;
    }

    private void resumed(OpenedSession opened) throws IOException {
        assertFalse(published, "published and still there");
        assertFalse(discarded, "discarded and still there");
        files = opened.files();
        JournalContent content = opened.content();
        IntervalSet missing = promised.snapshot().minus(content.held());
        assertTrue(missing.isEmpty(), () -> "promised, but lost: " + missing);
        IntervalSet killed = promisedToKill.snapshot().minus(content.all());
        assertTrue(killed.isEmpty(), () -> "promised to survive a kill, but lost: " + killed);
        IntervalSet invented = content.all().minus(recorded.snapshot());
        assertTrue(invented.isEmpty(), () -> "never recorded: " + invented);
        for (Interval held : content.all()) {
            ByteBuffer read = ByteBuffer.allocate((int) held.length());
            files.get().read(held.start(), read);
            assertEquals(bytes(held.start(), held.end()), read.flip(), () -> "wrong bytes in " + held);
        }
        durable.addAll(content.held());
        written.addAll(content.all());
        if (content.blocks().count() > 0) {
            assertEquals(1 << 20, content.blocks().blockBytes());
        }
    }

    private static ByteBuffer bytes(long start, long end) {
        ByteBuffer made = ByteBuffer.allocate((int) (end - start));
        for (long at = start; at < end; at++) {
            made.put((byte) (at * 31 + at / 251 + 1));
        }
        return made.flip();
    }

    private void step(SessionFiles open) throws IOException {
        if (random.nextInt(60) == 0) {
            disk.failNextForces(1);
        }
        try {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> write(open);
                case 4, 5, 6 -> checkpoint(open);
                case 7 -> withdraw(open);
                case 8 -> open.recordState(new StateRecord(SessionState.PAUSED, Optional.empty(), Instant.EPOCH));
                case 9 -> large(open);
                case 10 -> closeAndOpen(open);
                default -> end(open);
            }
        } catch (PartSyncException e) {
            withdrawUnsynced(open);
        } catch (IOException e) {
            assertEquals("Input/output error", e.getMessage());
        }
    }

    private void write(SessionFiles open) throws IOException {
        if (size == 0) {
            return;
        }
        int start = random.nextInt(size);
        int end = Math.min(size, start + 1 + random.nextInt(3_000));
        for (Interval gap : IntervalSet.of(start, end).minus(written.snapshot())) {
            open.write(gap.start(), bytes(gap.start(), gap.end()));
            written.add(gap.start(), gap.end());
        }
    }

    private void checkpoint(SessionFiles open) throws IOException {
        IntervalSet batch = written.minus(durable);
        recorded.addAll(batch);
        if (processLevel && random.nextInt(3) > 0) {
            open.recordWritten(batch);
            promisedToKill.addAll(batch);
        } else {
            open.checkpoint(batch);
            durable.addAll(batch);
            promised.addAll(batch);
        }
    }

    private void withdraw(SessionFiles open) throws IOException {
        if (size == 0) {
            return;
        }
        int start = random.nextInt(size);
        IntervalSet bad = IntervalSet.of(start, Math.min(size, start + 1 + random.nextInt(2_000)));
        forget(bad);
        open.recordWithdrawn(bad);
        bad.forEach(gone -> recorded.remove(gone.start(), gone.end()));
        for (Interval gone : bad) {
            open.write(gone.start(), ByteBuffer.allocate((int) gone.length())); // as a bad answer would
        }
    }

    /**
     * At level PROCESS a kill between the failed sync and its withdrawal leaves bytes recorded that read well and are lost with
     * the next power cut (see {@link SessionFiles#forcePart}): three faults in a row, the first two within a call.
     */
    private void withdrawUnsynced(SessionFiles open) throws IOException {
        IntervalSet lost = written.minus(durable);
        forget(lost);
        if (processLevel) {
            disk.cutAt(Long.MAX_VALUE);
        }
        open.recordWithdrawn(lost);
        if (processLevel) {
            disk.cutAt(disk.calls() + 1 + random.nextInt(20));
        }
    }

    private void forget(IntervalSet gone) {
        List.of(written, durable, promised, promisedToKill).forEach(set -> set.removeAll(gone));
    }

    /** Enough of these make the journal compact itself. */
    private void large(SessionFiles open) throws IOException {
        if (random.nextInt(3) == 0) {
            open.recordBlocks(1 << 20, random.nextInt(50), ByteBuffer.allocate(32 * 9_000));
        } else {
            open.recordSources(
                    new SourcesRecord(List.of("csp://5/3"), Map.of("note", "x".repeat(random.nextInt(400_000)))));
            open.recordSources(SourcesRecord.NONE);
        }
        if (random.nextBoolean()) {
            open.forceJournal();
        }
    }

    private void closeAndOpen(SessionFiles open) throws IOException {
        files = Optional.empty();
        open.close();
        begin();
    }

    private void end(SessionFiles open) throws IOException {
        if (random.nextInt(8) == 0) {
            ending = true;
            discarding = true;
            discard(open);
            return;
        }
        for (Interval gap : written.complement(size)) {
            open.write(gap.start(), bytes(gap.start(), gap.end()));
            written.add(gap.start(), gap.end());
        }
        open.seal(size, Optional.of(Instant.ofEpochMilli(77)));
        ending = true;
        open.publish(new PublishRecord(TARGET.getFileName().toString(), size, Optional.empty(), replace));
        files = Optional.empty();
        published = true;
    }

    private void discard(SessionFiles open) throws IOException {
        files = Optional.empty();
        try {
            open.discard();
            discarded = true;
        } catch (IOException e) {
            begin(); // it is closed, and may still be there
            throw e;
        }
    }

    private boolean isNew() throws IOException {
        return disk.exists(TARGET.toString()) && !isOld();
    }

    private boolean isOld() throws IOException {
        return replace && content().equals(ByteBuffer.wrap(new byte[] {OLD, OLD, OLD}));
    }

    private ByteBuffer content() throws IOException {
        ByteBuffer read = ByteBuffer.allocate((int) disk.size(TARGET.toString()));
        disk.open(TARGET.toString()).read(0, read);
        return read.flip();
    }

    private void assertFinalFileIsWholeOrOld() throws IOException {
        boolean there = disk.exists(TARGET.toString());
        assertTrue(there || !replace, "the old file is gone");
        assertTrue(there || !published, "the published file is gone");
        if (there && !isOld()) {
            assertTrue(ending, "published without being asked to");
            assertEquals(bytes(0, size), content(), "the final file is wrong");
        }
    }
}
