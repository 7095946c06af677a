package dtp.transport.udp.machine;

import java.util.Arrays;

/**
 * How a server's rate is dealt out: nobody has more than it asks for, and what some leave others have in equal parts. The
 * server's thread.
 */
final class Shares {
    private static final long EVERY_NS = 100_000_000;

    private final long all;
    private int among = -1;
    private long sinceNs;

    /** @param all bytes a second; Long.MAX_VALUE for no limit */
    Shares(long all) {
        this.all = all;
    }

    /** @param active guests that ask for something now */
    boolean due(int active, long nowNs) {
        if (all == Long.MAX_VALUE || (active == among && nowNs - sinceNs < EVERY_NS)) {
            return false;
        }
        among = active;
        sinceNs = nowNs;
        return true;
    }

    /**
     * What each may have at most, so that together they have all.
     *
     * @param demands of those that ask for something, in bytes a second; sorted by this
     */
    long level(long... demands) {
        Arrays.sort(demands);
        long left = all;
        int n = demands.length;
        // who asks for most may have what the others leave, though it has not asked for it yet
        for (int i = 0; i < n - 1; i++) {
            long equal = left / (n - i);
            if (demands[i] > equal) {
                return Math.max(1, equal);
            }
            left -= demands[i];
        }
        return Math.max(1, left);
    }
}
