package dtp.transport.udp.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The start: what its rounds go by. */
class AutoRateTest {
    private static final int PIECE = 1_400;
    private static final long TRIP_NS = 1_000_000;

    @Test
    void thatNothingWasOnItsWayBeforeTheFirstPacketSaysNothingOfTheFirstRound() {
        AutoRate auto = new AutoRate(TRIP_NS, PIECE, 0, new Random(1));
        long first = auto.bytesPerSecond();
        auto.idle(); // before the first request
        long spacingNs = 1_000_000_000L * PIECE / first;
        int packet = 0;
        for (long nowNs = TRIP_NS; nowNs < 60_000_000; nowNs += spacingNs) {
            auto.packet(PIECE, packet, 100, nowNs);
            auto.run(packet++, nowNs);
        }
        assertEquals(4 * first, auto.bytesPerSecond());
    }
}
