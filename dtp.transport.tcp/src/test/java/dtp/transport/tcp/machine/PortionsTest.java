package dtp.transport.tcp.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a body is given in portions. */
@Timeout(60)
class PortionsTest {
    private static final long GIB = 1L << 30;
    private static final int SMALL = 64 << 10;

    private final Portions portions = new Portions();
    private long nowNs = 12_345;

    /** So many bytes, evenly. */
    private void come(long bytes, double bytesPerSecond) {
        for (long left = bytes; left > 0; left -= SMALL) {
            nowNs += (long) (SMALL / bytesPerSecond * TimeUnit.SECONDS.toNanos(1));
            portions.came(SMALL, nowNs);
        }
    }

    @Test
    void aFastBodyIsGivenInPortions() {
        portions.expect(GIB);
        come(16 << 20, 1e9);
        assertEquals(Portions.PORTION_BYTES, portions.leastBytes());
    }

    @Test
    void aSlowOneIsGivenAsItComes() {
        portions.expect(GIB);
        come(16 << 20, 100e6);
        assertEquals(1, portions.leastBytes());
    }

    @Test
    void oneThatBecomesSlowIsGivenAsItComesAgain() {
        portions.expect(GIB);
        come(16 << 20, 1e9);
        come(4 << 20, 100e6);
        assertEquals(1, portions.leastBytes());
    }

    @Test
    void bytesThatNobodyExpectsAreNotWaitedFor() {
        come(64 << 20, 1e9);
        assertEquals(1, portions.leastBytes());
    }

    @Test
    void theLastBytesAreNotWaitedFor() {
        portions.expect(64 << 20);
        come((64 << 20) - 2L * Portions.PORTION_BYTES, 1e9);
        assertEquals(Portions.PORTION_BYTES, portions.leastBytes());
        come(SMALL, 1e9);
        assertEquals(1, portions.leastBytes());
    }

    @Test
    void aNewExpectationOfLessEndsThem() {
        portions.expect(GIB);
        come(16 << 20, 1e9);
        portions.expect(0);
        assertEquals(1, portions.leastBytes());
    }

    @Test
    void aPortionThatDoesNotFillIsGivenAtTheSecondLookAtTheLatest() {
        portions.expect(GIB);
        come(16 << 20, 1e9);
        portions.onLook();
        assertEquals(Portions.PORTION_BYTES, portions.leastBytes(), "bytes came since");
        portions.onLook();
        assertEquals(1, portions.leastBytes());
    }
}
