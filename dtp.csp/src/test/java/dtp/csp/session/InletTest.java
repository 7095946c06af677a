package dtp.csp.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.interval.IntervalSet;
import dtp.api.transport.Sink.Take;
import dtp.csp.plan.SimplePlanner;
import dtp.csp.store.Disk;
import dtp.tck.sim.VirtualTime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The way in: slabs, back-pressure, duplicates, age. The writer runs only when the test lets time pass. */
class InletTest {
    private static final int CHUNK = 2_000;
    private static final int BUFFER = 1 << 18;

    private final VirtualTime time = new VirtualTime(1);
    private final VirtualTasks tasks = new VirtualTasks(time);
    private final SlabPool pool = new SlabPool(0); // the least: 2 large and 16 small slabs
    private final SessionSets sets = new SessionSets();
    private final byte[] file = new byte[8 << 20];
    private final List<Integer> writes = new ArrayList<>();
    private final Tally tally = new Tally();
    private IOException failure;
    private Writer writer;
    private Inlet inlet;

    static EngineContext engine(Tasks tasks, Disk disk, SlabPool pool) {
        Callouts callouts = new Callouts(tasks);
        return new EngineContext(
                tasks,
                new Random(1),
                disk,
                pool,
                new SyncPace(),
                new SimplePlanner(),
                callouts,
                new Listeners(callouts),
                new TransportTable(tasks),
                new FirstBreath(tasks),
                new Turns(tasks, 10));
    }

    private void open() {
        EngineContext engine = engine(tasks, new MortalDisk(), pool);
        writer = new Writer(engine, sets, this::write, new Writer.Ear() {
            @Override
            public void written() {}

            @Override
            public void writeFailed(IOException e) {
                failure = null;
            }
        });
        inlet = new Inlet(engine, sets, writer);
        inlet.open();
    }

    private void write(long position, ByteBuffer bytes) throws IOException {
        if (failure != null) {
            throw failure;
        }
        writes.add(bytes.remaining());
        bytes.get(file, (int) position, bytes.remaining());
    }

    private Take take(long offset, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ((offset + i) * 31 >> 3);
        }
        return inlet.take(offset, ByteBuffer.wrap(bytes), tally);
    }

    private void assertFile(int from, int to) {
        byte[] expected = new byte[to - from];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (byte) ((from + i) * 31L >> 3);
        }
        assertArrayEquals(expected, java.util.Arrays.copyOfRange(file, from, to));
    }

    @Test
    void contiguousChunksAreWrittenTogetherWhenTheSlabIsOld() {
        open();
        for (int i = 0; i < 5; i++) {
            assertEquals(Take.MORE, take(i * (long) CHUNK, CHUNK));
        }
        assertTrue(writes.isEmpty());
        time.runFor(2 * Inlet.SLAB_AGE_NS);
        assertEquals(List.of(5 * CHUNK), writes);
        assertEquals(IntervalSet.of(0, 5 * CHUNK), sets.written());
        assertFile(0, 5 * CHUNK);
    }

    @Test
    void theLastBytesOfAFileDoNotWaitForTheirSlabToGrowOld() {
        open();
        sets.setSize(3 * CHUNK);
        take(2 * CHUNK, CHUNK);
        take(0, CHUNK);
        time.runFor(1_000);
        assertTrue(writes.isEmpty(), "more is to come");
        take(CHUNK, CHUNK);
        time.runFor(1_000);
        assertEquals(IntervalSet.of(0, 3 * CHUNK), sets.written());
        assertFile(0, 3 * CHUNK);
    }

    @Test
    void whatWasCopiedIsWrittenBeforeTheBufferThatFollowsIt() {
        open();
        take(0, CHUNK);
        inlet.take(CHUNK, ByteBuffer.allocate(CHUNK), () -> {}, tally);
        time.runFor(1_000);
        assertEquals(List.of(CHUNK, CHUNK), writes);
        assertEquals(2 * CHUNK, sets.writtenFrom(0), "a digest would wait for the slab to grow old");
        assertFile(0, CHUNK);
    }

    private void handOver(int from, int count) {
        for (int i = from; i < from + count; i++) {
            inlet.take((long) i * BUFFER, ByteBuffer.allocate(BUFFER), () -> {}, tally);
        }
    }

    @Test
    void buffersThatFollowOneAnotherAreWrittenTogether() {
        open();
        int batch = (int) (Writer.BATCH_BYTES / BUFFER);
        handOver(0, batch - 1);
        time.runFor(1_000);
        assertTrue(writes.isEmpty(), "more is to come");
        handOver(batch - 1, 1);
        time.runFor(1_000);
        assertEquals(batch, writes.size());
    }

    @Test
    void aBufferThatNothingFollowsIsWrittenSoon() {
        open();
        for (int round = 0; round < 2; round++) {
            handOver(round, 1);
            time.runFor(Writer.BATCH_AGE_NS - 1_000);
            assertEquals(round, writes.size());
            time.runFor(2_000);
            assertEquals(round + 1, writes.size());
        }
    }

    @Test
    void theLastBufferOfAFileDoesNotWaitForOthers() {
        open();
        sets.setSize(2 * BUFFER);
        handOver(1, 1);
        time.runFor(1_000);
        assertTrue(writes.isEmpty(), "more is to come");
        handOver(0, 1);
        time.runFor(1_000);
        assertEquals(IntervalSet.of(0, 2 * BUFFER), sets.written());
    }

    @Test
    void scatteredChunksShareASlab() {
        open();
        long freeBefore = pool.free();
        for (int i = 0; i < 7; i++) {
            take(i * 10_000L, CHUNK);
        }
        assertEquals(freeBefore - SlabPool.SMALL, pool.free());
        time.runFor(2 * Inlet.SLAB_AGE_NS);
        assertEquals(7, writes.size());
        assertEquals(freeBefore, pool.free());
    }

    @Test
    void onlyWhatIsNewOfAChunkIsWritten() {
        open();
        take(1_000, 1_000);
        take(3_000, 1_000);
        take(0, 5_000);
        assertEquals(5_000, tally.newBytes());
        assertEquals(2_000, tally.duplicateBytes());
        time.runFor(2 * Inlet.SLAB_AGE_NS);
        assertFile(0, 5_000);
        assertEquals(5_000, writes.stream().mapToInt(Integer::intValue).sum());
    }

    @Test
    void answersFullWhenThereIsNoMemoryAndTakesTheChunkLater() {
        open();
        long offset = 0;
        Take last = Take.MORE;
        while (last != Take.FULL) {
            last = take(offset, CHUNK);
            offset += CHUNK;
        }
        IntervalSet missing = IntervalSet.of(offset - CHUNK, Long.MAX_VALUE);
        assertEquals(missing, sets.missing());
        AtomicInteger ready = new AtomicInteger();
        writer.whenReady(ready::incrementAndGet);
        assertEquals(0, ready.get());
        time.runFor(Inlet.SLAB_AGE_NS);
        assertEquals(1, ready.get());
        assertEquals(Take.MORE, take(offset - CHUNK, CHUNK));
    }

    @Test
    void answersSlowWhileFourMegabytesWaitAndTellsOnceWhenThereIsRoom() {
        open();
        int length = 1 << 20;
        List<Take> answers = new ArrayList<>();
        AtomicInteger released = new AtomicInteger();
        for (int i = 0; i < 6; i++) {
            answers.add(inlet.take((long) i * length, ByteBuffer.allocate(length), released::incrementAndGet, tally));
        }
        assertEquals(List.of(Take.MORE, Take.MORE, Take.MORE, Take.MORE, Take.SLOW, Take.SLOW), answers);
        AtomicInteger ready = new AtomicInteger();
        writer.whenReady(ready::incrementAndGet);
        assertEquals(0, ready.get());
        time.runFor(1);
        assertEquals(1, ready.get());
        assertEquals(6, released.get());
    }

    @Test
    void aBufferThatIsHeldAlreadyIsReleasedAtOnce() {
        open();
        take(0, CHUNK);
        AtomicInteger released = new AtomicInteger();
        inlet.take(0, ByteBuffer.allocate(CHUNK), released::incrementAndGet, tally);
        assertEquals(1, released.get());
    }

    @Test
    void whatCannotBeWrittenIsMissingAgain() {
        open();
        failure = new IOException("No space left on device");
        take(0, CHUNK);
        time.runFor(2 * Inlet.SLAB_AGE_NS);
        assertEquals(IntervalSet.of(0, Long.MAX_VALUE), sets.missing());
        writer.recover();
        take(0, CHUNK);
        time.runFor(2 * Inlet.SLAB_AGE_NS);
        assertEquals(IntervalSet.of(0, CHUNK), sets.written());
    }

    @Test
    void nothingIsTakenBehindTheEndNorAfterClosing() {
        open();
        sets.setSize(5_000);
        assertEquals(Take.CLOSED, take(4_000, CHUNK));
        assertEquals(Take.CLOSED, take(-1, 1));
        assertEquals(Take.CLOSED, take(Long.MAX_VALUE, CHUNK));
        take(0, CHUNK);
        inlet.close();
        assertEquals(Take.CLOSED, take(2_000, CHUNK));
        time.runFor(1);
        assertEquals(IntervalSet.of(0, CHUNK), sets.written());
    }
}
