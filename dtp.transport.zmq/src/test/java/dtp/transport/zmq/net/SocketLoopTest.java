package dtp.transport.zmq.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The one thread of a context's sockets goes on whatever its tasks and owners throw. */
@Timeout(60)
class SocketLoopTest {
    private static final long PATIENCE_S = 20;

    private final CountDownLatch done = new CountDownLatch(1);
    private final CountDownLatch shut = new CountDownLatch(1);

    /** Throws when it is its time, and when it ends. */
    private static final class Failing implements SocketLoop.Owned {
        @Override
        public void onTime(long nowNs) {
            throw new OutOfMemoryError("of the test");
        }

        @Override
        public long nextNs(long nowNs) {
            return nowNs;
        }

        @Override
        public void shut() {
            throw new OutOfMemoryError("of the test");
        }
    }

    /** Only wants to be told of the end. */
    private final class Orderly implements SocketLoop.Owned {
        @Override
        public void onTime(long nowNs) {
            // nothing is due
        }

        @Override
        public long nextNs(long nowNs) {
            return Long.MAX_VALUE;
        }

        @Override
        public void shut() {
            shut.countDown();
        }
    }

    @Test
    void anErrorOfATaskIsNotTheEnd() throws Exception {
        try (SocketLoop loop = new SocketLoop("test", 1)) {
            loop.execute(() -> {
                throw new OutOfMemoryError("of the test");
            });
            loop.execute(done::countDown);
            assertTrue(done.await(PATIENCE_S, TimeUnit.SECONDS));
        }
    }

    @Test
    void anErrorOfOneOwnerIsNotTheEndOfTheOthers() throws Exception {
        try (SocketLoop loop = new SocketLoop("test", 1)) {
            loop.execute(() -> {
                loop.add(new Failing());
                loop.add(new Orderly());
            });
            loop.execute(done::countDown);
            assertTrue(done.await(PATIENCE_S, TimeUnit.SECONDS));
        }
        assertTrue(shut.await(PATIENCE_S, TimeUnit.SECONDS));
    }
}
