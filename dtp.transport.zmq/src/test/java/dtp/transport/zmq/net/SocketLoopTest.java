package dtp.transport.zmq.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import zmq.SocketBase;
import zmq.ZMQ;

/** The one thread of a context's sockets goes on whatever its tasks and owners throw. */
@Timeout(60)
class SocketLoopTest {
    private static final long PATIENCE_S = 20;

    private final CountDownLatch done = new CountDownLatch(1);
    private final CountDownLatch shut = new CountDownLatch(1);
    private volatile boolean heardBeforeItSlept;

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

    /** Two sockets in one: when it is its time, the other one speaks, and it speaks itself. */
    private final class Speaking implements SocketLoop.Owned {
        private final SocketBase mine;
        private final SocketBase other;
        private boolean slept;
        private boolean spoken;
        private boolean heard;

        Speaking(SocketLoop loop) {
            mine = loop.socket(ZMQ.ZMQ_PAIR);
            other = loop.socket(ZMQ.ZMQ_PAIR);
            mine.bind("inproc://both");
            other.connect("inproc://both");
        }

        @Override
        public SocketBase socket() {
            return mine;
        }

        @Override
        public boolean receive() {
            boolean any = Messages.receive(mine) != null;
            heard |= any;
            return any;
        }

        @Override
        public boolean wantsMore() {
            if (spoken) {
                heardBeforeItSlept = heard;
                done.countDown();
            }
            slept = true;
            return true;
        }

        @Override
        public void onTime(long nowNs) {
            spoken = true;
            say(other);
            say(mine); // which takes the notice of what has come off its channel
        }

        @Override
        public long nextNs(long nowNs) {
            return spoken ? Long.MAX_VALUE : slept ? nowNs : nowNs + 1;
        }

        @Override
        public void shut() {
            // its sockets end with the context
        }

        private void say(SocketBase by) {
            Messages.send(by, List.of(ByteBuffer.allocate(1)));
        }
    }

    @Test
    void whatComesWhileSomebodySpeaksBecauseItIsTimeIsHeardBeforeTheThreadSleeps() throws Exception {
        try (SocketLoop loop = new SocketLoop("test", 1)) {
            loop.execute(() -> loop.add(new Speaking(loop)));
            assertTrue(done.await(PATIENCE_S, TimeUnit.SECONDS));
        }
        assertTrue(heardBeforeItSlept);
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
