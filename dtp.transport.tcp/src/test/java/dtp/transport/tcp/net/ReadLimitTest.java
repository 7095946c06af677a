package dtp.transport.tcp.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How fast a connection is read, and how much at once, while its rate changes. */
class ReadLimitTest {
    private static final int MOST_BYTES = 1 << 20;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ReadLimit limit = new ReadLimit(channel, () -> {});
    private long bytesPerSecond = Long.MAX_VALUE;

    ReadLimitTest() {
        channel.freezeTime();
        limit.begin(() -> bytesPerSecond);
    }

    /** In steps, as it looks again and again. */
    private void advanceMs(int ms) {
        for (int i = 0; i < ms; i++) {
            channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
            channel.runScheduledPendingTasks();
        }
    }

    @Test
    void whatIsReadAheadIsWaitedOffAtTheRate() {
        bytesPerSecond = 10_000;
        limit.came(5_000);
        advanceMs(499);
        assertTrue(limit.isWaiting());
        advanceMs(1);
        assertFalse(limit.isWaiting());
    }

    @Test
    void whatWasReadAheadOfALowRateIsPaidOffAtTheRaisedOne() {
        bytesPerSecond = 10_000;
        limit.came(MOST_BYTES);
        advanceMs(1_000);
        assertTrue(limit.isWaiting());
        bytesPerSecond = 50_000_000;
        advanceMs(41);
        assertFalse(limit.isWaiting(), "from the next look on");
    }

    @Test
    void aLimitThatIsLiftedEndsTheWait() {
        bytesPerSecond = 10_000;
        limit.came(MOST_BYTES);
        bytesPerSecond = Long.MAX_VALUE;
        advanceMs(20);
        assertFalse(limit.isWaiting());
    }

    @Test
    void soMuchIsReadAtOnceAsTheRateOfNowAllows() {
        var reads = limit.sizes(MOST_BYTES).newHandle();
        assertEquals(MOST_BYTES, reads.guess());
        bytesPerSecond = 80_000;
        assertEquals(10_000, reads.guess());
        limit.begin(() -> 1);
        assertEquals(1 << 10, reads.guess(), "for the next request of a kept connection as well");
    }
}
