package dtp.transport.zmq.net;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what other threads bring about. Called by the test's thread. */
public final class Wait {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);

    private Wait() {}

    public static void until(BooleanSupplier condition) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        long untilNs = System.nanoTime() + PATIENCE_NS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - untilNs > 0) {
                fail("it did not come about in time");
            }
            never.await(5, TimeUnit.MILLISECONDS);
        }
    }
}
