package dtp.transport.zmq.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.End;
import dtp.api.transport.Fetch;
import dtp.api.transport.Source;
import dtp.tck.doubles.RecordingSink;
import dtp.tck.doubles.ScriptedServing;
import dtp.transport.zmq.machine.ServerSettings;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of a client while something is still on its way [T12]. */
@Timeout(60)
class ClientEndTest {
    private static final int PATIENCE_S = 10;
    private static final int SIZE = 20_000_000;

    private static End end(Fetch fetch) throws Exception {
        return fetch.end().toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(PATIENCE_S, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatTheLoopHandsOutBeforeItsEndIsDone() throws Exception {
        ZmqClient client = new ZmqClient(ClientSettings.DEFAULTS);
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        client.loop().execute(() -> {
            await(told);
            client.workers().execute(done::countDown);
        });
        client.close();
        told.countDown();
        assertTrue(done.await(PATIENCE_S, TimeUnit.SECONDS), "bytes that came before the end must not wait for ever");
    }

    @Test
    void t12_aFetchWhoseBytesAreComingWhileTheClientClosesEnds() throws Exception {
        ScriptedServing serving = new ScriptedServing();
        serving.holds("f", new byte[SIZE]);
        try (ZmqServer server =
                new ZmqServer(new ServerPlace("127.0.0.1", 0, Optional.empty()), ServerSettings.DEFAULTS, serving)) {
            Wait.until(() -> server.port().isPresent());
            for (int round = 0; round < 5; round++) {
                closesWhileBytesCome(server.port().orElseThrow());
            }
        }
    }

    private static void closesWhileBytesCome(int port) throws Exception {
        ZmqClient client = new ZmqClient(ClientSettings.DEFAULTS);
        Source source = client.source(Endpoint.of("zmq", "127.0.0.1:" + port, "f"), TransferOptions.defaults());
        RecordingSink sink = new RecordingSink();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Fetch fetch = source.fetch(IntervalSet.of(0, SIZE), sink);
        assertTrue(sink.await(() -> sink.received().bytes() > SIZE / 4, TimeUnit.SECONDS.toMillis(PATIENCE_S)));
        client.loop().execute(() -> {
            held.countDown();
            await(closed);
        });
        await(held);
        client.close();
        closed.countDown();
        End.Kind kind = end(fetch).kind();
        assertTrue(kind == End.Kind.CLOSED || sink.received().bytes() == SIZE, kind::toString);
    }

    @Test
    void t12_aSourceThatIsAskedForTheFirstTimeAfterTheEndSaysClosed() throws Exception {
        ZmqClient client = new ZmqClient(ClientSettings.DEFAULTS);
        Source source = client.source(Endpoint.of("zmq", "127.0.0.1:1", "f"), TransferOptions.defaults());
        client.close();
        AtomicReference<Thread> ranBy = new AtomicReference<>();
        Wait.until(
                () -> { // once the loop has ended, who asks does it himself
                    client.loop().execute(() -> ranBy.set(Thread.currentThread()));
                    return ranBy.get() == Thread.currentThread();
                });
        assertEquals(
                End.Kind.CLOSED,
                end(source.fetch(IntervalSet.of(0, 1), new RecordingSink())).kind());
    }
}
