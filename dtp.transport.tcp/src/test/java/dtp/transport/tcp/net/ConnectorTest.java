package dtp.transport.tcp.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dtp.api.TransferOptions;
import dtp.api.Verification;
import dtp.api.transport.Delivery;
import dtp.tck.doubles.MemoryPayload;
import dtp.tck.doubles.RecordingObserver;
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

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
