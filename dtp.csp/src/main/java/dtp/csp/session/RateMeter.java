package dtp.csp.session;

/** Bytes a second over the last seconds, from samples of a counter. Not thread-safe; the engine lane owns it. */
final class RateMeter {
    private static final int SAMPLES = 9;
    private static final long LEAST_GAP_NS = 400_000_000L;

    private final long[] atNs = new long[SAMPLES];
    private final long[] totals = new long[SAMPLES];
    private int count;

    /** Forgets all and starts counting at {@code total}. */
    void begin(long nowNs, long total) {
        count = 0;
        add(nowNs, total);
    }

    void sample(long nowNs, long total) {
        if (count == 0 || nowNs - atNs[(count - 1) % SAMPLES] >= LEAST_GAP_NS) {
            add(nowNs, total);
        }
    }

    private void add(long nowNs, long total) {
        atNs[count % SAMPLES] = nowNs;
        totals[count % SAMPLES] = total;
        count++;
    }

    /** Since the oldest sample; 0 before there are two moments to compare. */
    long bytesPerSecond(long nowNs, long total) {
        if (count == 0) {
            return 0;
        }
        int oldest = count > SAMPLES ? count % SAMPLES : 0;
        long tookNs = nowNs - atNs[oldest];
        return tookNs <= 0 ? 0 : (long) (Math.max(0, total - totals[oldest]) * 1e9 / tookNs);
    }
}
