package dtp.csp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.interval.IntervalSet;
import dtp.api.payload.Digest;
import dtp.api.transport.Sink.Take;
import dtp.csp.store.ChangedDisk;
import dtp.csp.store.Disk.Mode;
import dtp.csp.store.DiskFile;
import dtp.tck.sim.VirtualTime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The digest that follows what is written: every byte is read once while the file grows, and it is the digest of the file. */
class FrontHasherTest {
    private static final int CHUNK = 100_000;

    private final VirtualTime time = new VirtualTime(1);
    private final VirtualTasks tasks = new VirtualTasks(time);
    private final SessionSets sets = new SessionSets();
    private final CountingDisk disk = new CountingDisk();
    private final byte[] bytes = new byte[5_000_000];
    private DiskFile file;
    private FrontHasher hasher;
    private Inlet inlet;

    /** The real disk, and how much was read from it. */
    private static final class CountingDisk extends ChangedDisk {
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
        EngineContext engine = InletTest.engine(tasks, disk, new SlabPool(256 << 20));
        sets.restore(IntervalSet.empty(), OptionalLong.of(bytes.length));
        hasher = new FrontHasher(engine, sets, part);
        Writer writer = new Writer(engine, sets, file::write, new Writer.Ear() {
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

    @AfterEach
    void close() throws IOException {
        hasher.close();
        letTimePass();
        file.close();
    }

    private void take(int from, int to) {
        for (int at = from; at < to; at += CHUNK) {
            ByteBuffer chunk =
                    ByteBuffer.wrap(bytes, at, Math.min(CHUNK, to - at)).slice();
            assertNotEquals(Take.FULL, inlet.take(at, chunk, () -> {}, new Tally()));
        }
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

    @ParameterizedTest
    @ValueSource(strings = {"SHA-256", "SHA-1"})
    void everyByteIsReadOnceWhileTheFileGrowsWhateverTheAlgorithm(String algorithm) throws Exception {
        hasher.want(algorithm);
        take(0, bytes.length);
        letTimePass();
        assertEquals(bytes.length, disk.readBytes, "all is digested before anybody asks");
        assertEquals(expected(algorithm), finished(algorithm));
        assertEquals(bytes.length, disk.readBytes);
    }

    @Test
    void nothingIsReadBeforeADigestIsWanted() throws Exception {
        take(0, bytes.length);
        letTimePass();
        assertEquals(0, disk.readBytes);
        assertEquals(expected(Digest.SHA_256), finished(Digest.SHA_256));
    }

    @Test
    void whatComesBehindAHoleWaitsUntilTheHoleIsClosed() throws Exception {
        hasher.want(Digest.SHA_256);
        take(CHUNK, bytes.length);
        letTimePass();
        assertEquals(0, disk.readBytes);
        take(0, CHUNK);
        letTimePass();
        assertEquals(expected(Digest.SHA_256), finished(Digest.SHA_256));
    }

    @Test
    void anotherAlgorithmThanTheOneFollowedBeginsAgain() throws Exception {
        hasher.want(Digest.SHA_256);
        take(0, bytes.length);
        letTimePass();
        assertEquals(expected("SHA-1"), finished("SHA-1"));
    }

    @Test
    void whatIsToldWhileItIsAskedForDoesNotChangeTheAlgorithm() throws Exception {
        take(0, bytes.length);
        letTimePass();
        AtomicReference<Digest> computed = new AtomicReference<>();
        hasher.finish(Digest.SHA_256, (digest, failure) -> computed.set(digest));
        hasher.want("SHA-1");
        letTimePass();
        assertEquals(expected(Digest.SHA_256), computed.get());
    }

    @Test
    void anErrorOfReadingBackIsReportedAtTheEndAndTheNextAttemptBeginsAgain() throws Exception {
        disk.refuses = true;
        hasher.want(Digest.SHA_256);
        take(0, bytes.length);
        letTimePass();
        AtomicReference<IOException> failed = new AtomicReference<>();
        hasher.finish(Digest.SHA_256, (digest, failure) -> failed.set(failure));
        letTimePass();
        assertEquals("Input/output error", failed.get().getMessage());
        disk.refuses = false;
        assertEquals(expected(Digest.SHA_256), finished(Digest.SHA_256));
    }

    @Test
    void anAlgorithmThatTheJvmDoesNotHaveIsReportedByName() {
        take(0, bytes.length);
        letTimePass();
        AtomicReference<IOException> failed = new AtomicReference<>();
        hasher.finish("SHA-0", (digest, failure) -> failed.set(failure));
        letTimePass();
        assertEquals("no such digest: SHA-0", failed.get().getMessage());
    }

    @Test
    void thereIsNoDigestOfAFileWithAHole() {
        take(0, bytes.length - CHUNK);
        letTimePass();
        AtomicReference<IOException> failed = new AtomicReference<>();
        hasher.finish(Digest.SHA_256, (digest, failure) -> failed.set(failure));
        letTimePass();
        assertTrue(failed.get().getMessage().endsWith("only 4900000 bytes in a row are written"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyOrderWithForgettingInBetweenGivesTheDigestOfTheFile(long seed) throws Exception {
        Random random = new Random(seed);
        List<Integer> order = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += CHUNK) {
            order.add(at);
        }
        for (int i = 0; i < order.size(); i += 3) {
            Collections.shuffle(order.subList(i, Math.min(order.size(), i + 1 + random.nextInt(6))), random);
        }
        hasher.want(Digest.SHA_256);
        for (int from : order) {
            take(from, Math.min(from + CHUNK, bytes.length));
            if (random.nextInt(4) == 0) {
                time.runFor(random.nextInt(2_000_000));
            }
            if (random.nextInt(20) == 0) {
                hasher.forget();
            }
        }
        letTimePass();
        assertEquals(expected(Digest.SHA_256), finished(Digest.SHA_256));
    }
}
