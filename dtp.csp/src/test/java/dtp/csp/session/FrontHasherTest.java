package dtp.csp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.payload.Digest;
import dtp.api.transport.Sink.Take;
import dtp.csp.plan.SimplePlanner;
import dtp.csp.store.ChangedDisk;
import dtp.csp.store.Disk.Mode;
import dtp.csp.store.DiskFile;
import dtp.tck.sim.VirtualTime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The digest that follows what is written: from memory where it can, read back where it must; always of what is on disk. */
class FrontHasherTest {
    private static final int CHUNK = 100_000;

    private final VirtualTime time = new VirtualTime(1);
    private final VirtualTasks tasks = new VirtualTasks(time);
    private final SlabPool pool = new SlabPool(256 << 20);
    private final SessionSets sets = new SessionSets();
    private final ReadCount disk = new ReadCount();
    private final byte[] bytes = new byte[5_000_000];
    private final List<Integer> released = new ArrayList<>();
    private int handedOver;
    private DiskFile file;
    private FrontHasher hasher;
    private Writer writer;
    private Inlet inlet;

    /** The real disk, and how much was read from it. */
    private static final class ReadCount extends ChangedDisk {
        private long readBytes;
        private boolean refuses;

        @Override
        public DiskFile open(Path path, Mode mode) throws IOException {
            return new ChangedFile(super.open(path, mode)) {
                @Override
                public int read(long position, ByteBuffer into) throws IOException {
                    if (refuses) {
                        throw new IOException("Input/output error");
                    }
                    int n = super.read(position, into);
                    readBytes += n;
                    return n;
                }
            };
        }
    }

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        new Random(7).nextBytes(bytes);
        Path part = folder.resolve("file.part");
        file = disk.open(part, Mode.CREATE_NEW);
        Callouts callouts = new Callouts(tasks);
        EngineContext engine = new EngineContext(
                tasks,
                new Random(1),
                disk,
                pool,
                new SyncPace(),
                new SimplePlanner(),
                callouts,
                new Listeners(callouts),
                new TransportTable(tasks));
        sets.restore(dtp.api.interval.IntervalSet.empty(), OptionalLong.of(bytes.length));
        hasher = new FrontHasher(engine, sets, part);
        writer = new Writer(engine, sets, file::write, hasher, new Writer.Ear() {
            @Override
            public void written() {
                hasher.poke();
            }

            @Override
            public void writeFailed(IOException e) {
                throw new AssertionError(e);
            }
        });
        inlet = new Inlet(engine, sets, writer);
        inlet.open();
    }

    private Take handOver(int from, int length) {
        int number = handedOver++;
        return inlet.take(from, ByteBuffer.wrap(bytes, from, length).slice(), () -> released.add(number), new Tally());
    }

    private void handOverAll(List<Integer> starts) {
        for (int from : starts) {
            assertTrue(handOver(from, Math.min(CHUNK, bytes.length - from)) != Take.FULL);
        }
    }

    private static List<Integer> starts(int from, int to) {
        List<Integer> starts = new ArrayList<>();
        for (int at = from; at < to; at += CHUNK) {
            starts.add(at);
        }
        return starts;
    }

    private void letTimePass() {
        time.runFor(1_000_000_000L);
    }

    private Digest finished(String algorithm) {
        AtomicReference<Digest> computed = new AtomicReference<>();
        hasher.finish(algorithm, (digest, failure) -> {
            assertNull(failure);
            computed.set(digest);
        });
        letTimePass();
        return computed.get();
    }

    private Digest expected(String algorithm) throws Exception {
        return new Digest(algorithm, MessageDigest.getInstance(algorithm).digest(bytes));
    }

    private void assertAllReleasedOnce() {
        assertEquals(handedOver, released.size());
        assertEquals(handedOver, released.stream().distinct().count());
        assertEquals(0, writer.bytesInMemory());
        assertTrue(pool.keep((int) SlabPool.MOST_KEPT), "the pool has back all that was kept");
    }

    @Test
    void whatComesInOrderIsNeverReadBack() throws Exception {
        hasher.want(Digest.SHA_256);
        handOverAll(starts(0, bytes.length));
        letTimePass();
        assertEquals(expected(Digest.SHA_256), finished(Digest.SHA_256));
        assertEquals(0, disk.readBytes);
        assertAllReleasedOnce();
    }

    @Test
    void whatWasCopiedIntoSlabsIsNotReadBackEither() throws Exception {
        hasher.want(Digest.SHA_256);
        for (int at = 0; at < bytes.length; at += 2_000) {
            inlet.take(at, ByteBuffer.wrap(bytes, at, 2_000), new Tally());
        }
        letTimePass();
        assertEquals(expected(Digest.SHA_256), finished(Digest.SHA_256));
        assertEquals(0, disk.readBytes);
        assertAllReleasedOnce();
    }

    @Test
    void whatWasWrittenBeforeADigestWasWantedIsReadBack() throws Exception {
        handOverAll(starts(0, 2_000_000));
        letTimePass();
        hasher.want(Digest.SHA_256);
        letTimePass();
        handOverAll(starts(2_000_000, bytes.length));
        assertEquals(expected(Digest.SHA_256), finished(Digest.SHA_256));
        assertEquals(2_000_000, disk.readBytes);
        assertAllReleasedOnce();
    }

    @Test
    void whatComesBehindAHoleIsReadBackOnceTheHoleIsClosed() throws Exception {
        hasher.want(Digest.SHA_256);
        handOverAll(starts(CHUNK, bytes.length));
        letTimePass();
        assertEquals(0, writer.bytesInMemory(), "nothing waits in memory for the hole to be closed");
        handOver(0, CHUNK);
        assertEquals(expected(Digest.SHA_256), finished(Digest.SHA_256));
        assertEquals(bytes.length - CHUNK, disk.readBytes);
        assertAllReleasedOnce();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA-1", "SHA-512"})
    void anotherAlgorithmThanTheOneFollowedBeginsAgain(String algorithm) throws Exception {
        hasher.want(Digest.SHA_256);
        handOverAll(starts(0, bytes.length));
        letTimePass();
        assertEquals(expected(algorithm), finished(algorithm));
        assertAllReleasedOnce();
    }

    @Test
    void aLoadThatWasGivenUpBeforeItsTurnIsNotDigested() throws Exception {
        hasher.want(Digest.SHA_256);
        letTimePass();
        int era = hasher.era();
        byte[] stale = new byte[CHUNK];
        Load load = new PassedOn(ByteBuffer.wrap(stale), 0, new long[] {0, CHUNK}, () -> {});
        hasher.follow(load, era, () -> released.add(-1));
        hasher.forget(); // a sync failed
        handOverAll(starts(0, bytes.length));
        assertEquals(expected(Digest.SHA_256), finished(Digest.SHA_256));
        assertTrue(released.contains(-1));
    }

    @Test
    void whatCannotBeKeptIsLetGoAndReadBack() throws Exception {
        hasher.want(Digest.SHA_256);
        assertTrue(pool.keep((int) SlabPool.MOST_KEPT));
        handOverAll(starts(0, bytes.length));
        letTimePass();
        assertEquals(handedOver, released.size());
        assertEquals(expected(Digest.SHA_256), finished(Digest.SHA_256));
        assertEquals(bytes.length, disk.readBytes);
    }

    @Test
    void anErrorOfReadingBackLetsGoOfAllThatIsKeptAndIsReportedAtTheEnd() throws Exception {
        handOver(0, CHUNK);
        letTimePass();
        disk.refuses = true;
        hasher.want(Digest.SHA_256);
        handOverAll(starts(CHUNK, bytes.length));
        letTimePass();
        assertAllReleasedOnce();
        AtomicReference<IOException> failed = new AtomicReference<>();
        hasher.finish(Digest.SHA_256, (digest, failure) -> failed.set(failure));
        letTimePass();
        assertEquals("Input/output error", failed.get().getMessage());
        disk.refuses = false;
        assertEquals(expected(Digest.SHA_256), finished(Digest.SHA_256));
    }

    @Test
    void closingLetsGoOfWhatIsKeptAndOfWhatComesLater() {
        hasher.want(Digest.SHA_256);
        handOverAll(starts(0, 1_000_000));
        hasher.close();
        letTimePass();
        handOverAll(starts(1_000_000, 2_000_000));
        letTimePass();
        assertAllReleasedOnce();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyOrderWithForgettingInBetweenGivesTheDigestOfTheFile(long seed) throws Exception {
        Random random = new Random(seed);
        List<Integer> order = starts(0, bytes.length);
        for (int i = 0; i + 3 < order.size(); i += 3) {
            Collections.shuffle(order.subList(i, Math.min(order.size(), i + 1 + random.nextInt(6))), random);
        }
        hasher.want(Digest.SHA_256);
        for (int from : order) {
            assertTrue(handOver(from, Math.min(CHUNK, bytes.length - from)) != Take.FULL);
            if (random.nextInt(4) == 0) {
                time.runFor(random.nextInt(2_000_000));
            }
            if (random.nextInt(20) == 0) {
                hasher.forget();
            }
        }
        letTimePass();
        assertEquals(expected(Digest.SHA_256), finished(Digest.SHA_256));
        byte[] onDisk = new byte[bytes.length];
        file.read(0, ByteBuffer.wrap(onDisk));
        assertTrue(Arrays.equals(bytes, onDisk));
        assertAllReleasedOnce();
    }
}
