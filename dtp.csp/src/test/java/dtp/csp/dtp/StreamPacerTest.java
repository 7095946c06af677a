package dtp.csp.dtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pacing in whole nanoseconds: no rate drifts, no burst is larger than 2 ms of data. */
class StreamPacerTest {
    private static final long S = 1_000_000_000L;
    private static final int UNIT = 248;

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 100, 1_000, 999_983, 100_000_000, 4_294_967_295L})
    void aRateIsKeptExactlyHoweverManyPacketsGo(long rate) {
        StreamPacer pacer = new StreamPacer(rate, 0);
        long nowNs = 0;
        int packets = 10_000;
        for (int i = 0; i < packets; i++) {
            nowNs = Math.max(nowNs, pacer.dueNs());
            pacer.sent(UNIT, nowNs);
        }
        double seconds = (double) UNIT * packets / rate;
        assertEquals(seconds, pacer.dueNs() / 1e9, Math.max(1e-8 * packets, seconds * 1e-6));
    }

    @ParameterizedTest
    @ValueSource(longs = {100_000, 1_000_000, 100_000_000})
    void aPauseIsMadeGoodWithoutAGulp(long rate) {
        StreamPacer pacer = new StreamPacer(rate, 0);
        pacer.sent(UNIT, 0);
        long nowNs = S / 10;
        long atOnce = 0;
        while (pacer.dueNs() <= nowNs) {
            pacer.sent(UNIT, nowNs);
            atOnce += UNIT;
        }
        assertTrue(atOnce <= rate * 4 / 1_000 + 2 * UNIT, atOnce + " bytes at once");
        long sent = UNIT + atOnce;
        while (nowNs < 2 * S) {
            nowNs = Math.max(nowNs, pacer.dueNs());
            pacer.sent(UNIT, nowNs);
            sent += UNIT;
        }
        assertEquals(1.0, sent / 2.0 / rate, 0.02, "after 2 s the pause is made good");
    }
}
