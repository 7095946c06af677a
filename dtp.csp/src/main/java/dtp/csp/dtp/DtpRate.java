package dtp.csp.dtp;

/**
 * Which throughput a request asks for (csp-dtp.md §10.8): the user's, the engine's share of the link if that is less, and a safe
 * or a measured one when neither is given. {@link #share} any thread, the rest the node's.
 */
final class DtpRate {
    private static final long MOST_ON_THE_WIRE = 0xffff_ffffL;

    /** A new request costs about one. */
    private static final int ROUND_TRIPS_SAVED = 2;

    private final long user;
    private final long baseDefault;
    private final AdaptiveRate adaptive = new AdaptiveRate();
    private volatile long share = Long.MAX_VALUE;

    /** @param user bytes per second, Long.MAX_VALUE: none named */
    DtpRate(long user, long baseDefault) {
        this.user = user;
        this.baseDefault = baseDefault;
    }

    void share(long bytesPerSecond) {
        share = bytesPerSecond;
    }

    private long limit() {
        return Math.min(user, share);
    }

    /** Nobody named a rate: an extended server is asked for what is measured. */
    boolean isAdaptive() {
        return limit() == Long.MAX_VALUE;
    }

    AdaptiveRate adaptive() {
        return adaptive;
    }

    /** @param bytes that the request is to bring, Long.MAX_VALUE while unknown */
    long toAsk(boolean extended, int unit, int intervals, long bytes) {
        long limit = limit();
        if (extended) {
            return Math.min(limit == Long.MAX_VALUE ? adaptive.bytesPerSecond() : limit, MOST_ON_THE_WIRE);
        }
        return CServerPacing.best(limit == Long.MAX_VALUE ? baseDefault : limit, unit, intervals, bytes);
    }

    /**
     * An extended server was taken for a base one: it is worth a new request to ask for the rate that it can keep.
     *
     * @param asked bytes per second
     * @param bytes still to come
     */
    boolean isCrawling(long asked, long bytes, long rttNs) {
        if (isAdaptive()) {
            return asked <= adaptive.bytesPerSecond() && bytes > asked / 4;
        }
        long exact = Math.min(limit(), MOST_ON_THE_WIRE);
        double savedNs = bytes * 1e9 / asked - bytes * 1e9 / exact;
        return asked < exact && savedNs > ROUND_TRIPS_SAVED * (double) rttNs;
    }

    /** Dead time before an interval, for the planner. */
    long nanosPerInterval(boolean extended, int unit, int intervals) {
        return extended ? 0 : CServerPacing.roundNs(toAsk(false, unit, intervals, (long) intervals * unit), unit);
    }
}
