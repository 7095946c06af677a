package dtp.transport.udp.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoopGroup;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a machine is run. */
@SuppressWarnings("FutureReturnValueIgnored") // what is told to the loop is seen by the latches
class DriverTest {
    private final EventLoopGroup group = new Platform().group("dtp-test");
    private final AtomicInteger runs = new AtomicInteger();
    private final CountDownLatch again = new CountDownLatch(2);

    @AfterEach
    void close() {
        group.shutdownGracefully(0, 100, TimeUnit.MILLISECONDS);
    }

    private long throwsOnce(long nowNs) {
        again.countDown();
        if (runs.getAndIncrement() == 0) {
            throw new IllegalStateException("once");
        }
        return Long.MAX_VALUE;
    }

    @Test
    void aMachineThatThrowsOnceIsRunWhenTheNextThingHappens() throws InterruptedException {
        Driver driver = new Driver(group.next(), this::throwsOnce);
        group.next().execute(driver::run);
        group.next().execute(driver::run);
        assertTrue(again.await(20, TimeUnit.SECONDS));
    }

    @Test
    void aMachineThatThrowsOnceIsRunAgainWhenNothingHappens() throws InterruptedException {
        Driver driver = new Driver(group.next(), this::throwsOnce);
        group.next().execute(driver::run);
        assertTrue(again.await(20, TimeUnit.SECONDS));
    }
}
