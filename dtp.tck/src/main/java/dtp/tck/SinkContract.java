package dtp.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Reason;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Sink;
import dtp.api.transport.Sink.Take;
import dtp.tck.doubles.RemoteContent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every sink keeps: one test for each sentence [K..] of {@code dtp.api.transport}, named after its number. */
@Timeout(60)
public abstract class SinkContract {
    private static final int SIZE = SinkHarness.SIZE;
    private static final Set<Take> TAKEN = EnumSet.of(Take.MORE, Take.SLOW);

    private final byte[] content = RemoteContent.generated(SIZE, 5).bytes();
    private SinkHarness harness;
    private Sink sink;

    /** A new harness; closed after the test. */
    protected abstract SinkHarness harness() throws Exception;

    @BeforeEach
    void open() throws Exception {
        harness = harness();
        sink = harness.sink();
    }

    @AfterEach
    void close() throws Exception {
        if (harness != null) {
            harness.close();
        }
    }

    @Test
    void k01_anyOrderAndDuplicatesAreWelcome() throws Exception {
        for (int part : new int[] {3, 1, 3, 0, 2, 1, 4}) {
            write(part * (SIZE / 5), SIZE / 5);
        }
        assertArrayEquals(content, harness.received());
    }

    @Test
    void k01_anyThreadMayWrite() throws Exception {
        List<Thread> threads = new ArrayList<>();
        AtomicInteger failed = new AtomicInteger();
        for (int i = 0; i < 4; i++) {
            int from = i * (SIZE / 4);
            Thread thread = new Thread(() -> {
                for (int at = from; at < from + SIZE / 4; at += 1_000) {
                    if (!writeUntilTaken(at, 1_000)) {
                        failed.incrementAndGet();
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join(Patience.longMs());
        }
        assertEquals(0, failed.get(), "writes that were not taken");
        assertArrayEquals(content, harness.received());
    }

    @Test
    void k01_nothingThrowsWhateverIsGiven() throws Exception {
        Patience.returns("bad calls", Patience.ONE_SECOND_MS, () -> {
            sink.write(-1, ByteBuffer.allocate(10));
            sink.write(Long.MAX_VALUE, ByteBuffer.allocate(10));
            sink.write(SIZE - 1, ByteBuffer.allocate(10));
            sink.write(0, ByteBuffer.allocate(0));
            sink.alive();
            sink.note(Reason.of(Reason.Code.BUSY, "somebody is busy"));
            return null;
        });
    }

    @Test
    void k01_aFullSinkDoesNotBlock() throws Exception {
        harness.fill();
        Take take = Patience.returns(
                "write to a full sink", Patience.AT_ONCE_MS, () -> sink.write(0, ByteBuffer.wrap(content, 0, 1_000)));
        assertTrue(EnumSet.of(Take.FULL, Take.SLOW).contains(take), take::toString);
        harness.drain();
    }

    @Test
    void k02_afterTheEndEverythingIsClosed() throws Exception {
        write(0, 1_000);
        harness.end();
        assertEquals(Take.CLOSED, sink.write(1_000, ByteBuffer.wrap(content, 1_000, 1_000)));
        assertEquals(Take.CLOSED, sink.write(1_000, ByteBuffer.wrap(content, 1_000, 1_000), () -> {}));
        assertFalse(sink.describe(PayloadInfo.named("1").size(SIZE)));
        sink.alive();
    }

    @Test
    void k03_theBufferIsTheCallersAgainOnReturn() throws Exception {
        ByteBuffer buffer = ByteBuffer.allocate(1_000);
        for (int at = 0; at < SIZE; at += 1_000) {
            buffer.clear().put(content, at, 1_000).flip();
            Take take = sink.write(at, buffer);
            for (int i = 0; i < 1_000; i++) {
                buffer.put(i, (byte) 0x55);
            }
            if (!TAKEN.contains(take)) {
                assertTrue(writeUntilTaken(at, 1_000));
            }
        }
        assertArrayEquals(content, harness.received());
    }

    @Test
    void k04_aHandedBufferIsReleasedOnceWhenItWasTaken() throws Exception {
        int packets = SIZE / 1_000;
        CountDownLatch released = new CountDownLatch(packets);
        AtomicInteger releases = new AtomicInteger();
        for (int at = 0; at < SIZE; at += 1_000) {
            ByteBuffer own = ByteBuffer.wrap(content.clone(), at, 1_000);
            Runnable release = () -> {
                releases.incrementAndGet();
                released.countDown();
            };
            while (!TAKEN.contains(sink.write(at, own.duplicate(), release))) {
                awaitRoom();
            }
        }
        harness.received();
        assertTrue(released.await(Patience.longMs(), TimeUnit.MILLISECONDS), "all are released");
        assertEquals(packets, releases.get());
    }

    @Test
    void k04_aHandedBufferThatIsNotTakenStaysTheCallers() throws Exception {
        harness.end();
        AtomicInteger releases = new AtomicInteger();
        assertEquals(Take.CLOSED, sink.write(0, ByteBuffer.wrap(content, 0, 1_000), releases::incrementAndGet));
        assertEquals(0, releases.get());
    }

    @Test
    void k05_whoWaitsForRoomIsToldOnceAndAtOnceWhenThereIs() throws Exception {
        AtomicInteger told = new AtomicInteger();
        CountDownLatch now = new CountDownLatch(1);
        sink.whenReady(() -> {
            told.incrementAndGet();
            now.countDown();
        });
        assertTrue(now.await(Patience.AT_ONCE_MS, TimeUnit.MILLISECONDS), "at once when there is room");
        assertEquals(1, told.get());
    }

    @Test
    void k05_whoWaitsForRoomIsToldWhenThereIsSomeAgain() throws Exception {
        harness.fill();
        sink.write(0, ByteBuffer.wrap(content, 0, 1_000));
        AtomicInteger told = new AtomicInteger();
        CountDownLatch later = new CountDownLatch(1);
        sink.whenReady(() -> {
            told.incrementAndGet();
            later.countDown();
        });
        assertEquals(0, told.get(), "told before there is room");
        harness.drain();
        assertTrue(later.await(Patience.longMs(), TimeUnit.MILLISECONDS), "told when there is room again");
        assertEquals(1, told.get());
    }

    private void write(int at, int bytes) {
        assertTrue(writeUntilTaken(at, bytes), () -> bytes + " bytes at " + at + " are taken");
    }

    private boolean writeUntilTaken(int at, int bytes) {
        for (int tries = 0; tries < 1_000; tries++) {
            Take take = sink.write(at, ByteBuffer.wrap(content, at, bytes));
            if (take != Take.FULL) {
                return take != Take.CLOSED;
            }
            awaitRoom();
        }
        return false;
    }

    private void awaitRoom() {
        CountDownLatch room = new CountDownLatch(1);
        sink.whenReady(room::countDown);
        try {
            room.await(Patience.longMs(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
