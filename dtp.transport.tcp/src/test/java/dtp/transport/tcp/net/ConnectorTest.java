package dtp.transport.tcp.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.Verification;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.Delivery;
import dtp.api.transport.End;
import dtp.api.transport.Fetch;
import dtp.api.transport.Source;
import dtp.tck.doubles.MemoryPayload;
import dtp.tck.doubles.RecordingObserver;
import dtp.tck.doubles.RecordingSink;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What others cost that cannot be resolved or reached. */
@Timeout(60)
class ConnectorTest {
    private static final int MORE_THAN_THERE_ARE_THREADS = 40;

    private final TcpGround ground = new TcpGround();

    ConnectorTest() throws InterruptedException {}

    @AfterEach
    void close() {
        ground.close();
    }

    @Test
    void aPutToAnAddressDoesNotWaitForNamesThatAreNotResolved() throws Exception {
        CountDownLatch resolved = new CountDownLatch(1);
        for (int i = 0; i < MORE_THAN_THERE_ARE_THREADS; i++) {
            ground.loops.resolvers().execute(() -> await(resolved));
        }
        Delivery put = ground.transport.deliver(
                new MemoryPayload("new", new byte[100_000]),
                ground.at("new"),
                TransferOptions.defaults(),
                new RecordingObserver());
        put.end().toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertEquals(Verification.DIGEST, put.verification());
        resolved.countDown();
    }

    @Test
    void aHostThatDoesNotAnswerIsLetGoWhenItsSourceIsClosed() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Queue queue = new Queue(full.getLocalSocketAddress())) {
            TransferOptions patient =
                    TransferOptions.builder().idleTimeout(Duration.ofHours(1)).build();
            Endpoint at = Endpoint.parse("tcp://127.0.0.1:" + full.getLocalPort() + "/file");
            Connector connector = connector();
            Source source = new TcpSource(connector, at, patient);
            Fetch fetch = source.fetch(IntervalSet.of(0, 1), new RecordingSink());
            assertTrue(queue.isFull(), "it cannot be accepted");
            awaitLoops();
            source.close();
            assertEquals(
                    End.Kind.CLOSED,
                    fetch.end().toCompletableFuture().get(30, TimeUnit.SECONDS).kind());
            while (connector.pool().open(Address.of(at)) > 0) {
                Thread.onSpinWait(); // until the hour is over, if it is not let go
            }
        }
    }

    /** Until what was handed to them, and what that handed on, is done. */
    private void awaitLoops() throws InterruptedException {
        for (int hop = 0; hop < 2; hop++) {
            for (EventExecutor loop : ground.loops.group()) {
                loop.submit(() -> {}).sync();
            }
        }
    }

    private Connector connector() {
        return new Connector(ground.loops, TcpGround.keyless());
    }

    /** Those who wait at a listener that accepts nobody, until it takes no more. */
    private static final class Queue implements AutoCloseable {
        private static final int MANY = 8;
        private final List<SocketChannel> all = new ArrayList<>();

        Queue(SocketAddress where) throws IOException {
            for (int i = 0; i < MANY; i++) {
                SocketChannel one = SocketChannel.open();
                all.add(one);
                one.configureBlocking(false);
                one.connect(where);
            }
        }

        boolean isFull() throws IOException {
            return !all.get(MANY - 1).finishConnect();
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel one : all) {
                one.close();
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
