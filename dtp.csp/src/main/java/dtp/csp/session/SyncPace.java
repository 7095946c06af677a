package dtp.csp.session;

import java.util.concurrent.TimeUnit;

/**
 * How often sessions are made durable (durability.md §4): every {@code max(500 ms, 10 × mean sync time × active sessions)}, so
 * that the disk spends at most a tenth of its time on it. Any thread.
 */
public final class SyncPace {
    static final long LEAST_NS = 500_000_000L;

    private long meanNs;
    private int active;

    synchronized void sessionActive(int change) {
        active += change;
    }

    synchronized void synced(long tookNs) {
        meanNs = meanNs == 0 ? tookNs : (7 * meanNs + tookNs) / 8;
    }

    synchronized long intervalNs() {
        return Math.max(LEAST_NS, 10 * meanNs * Math.max(1, active));
    }

    /** A byte that comes now is durable after at most this long: in the slab, until the next checkpoint, and while it is made. */
    synchronized long lossBoundMs() {
        return TimeUnit.NANOSECONDS.toMillis(
                Inlet.SLAB_AGE_NS + Math.max(LEAST_NS, 10 * meanNs * Math.max(1, active)) + meanNs);
    }
}
