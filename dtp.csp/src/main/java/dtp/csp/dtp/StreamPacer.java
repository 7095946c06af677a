package dtp.csp.dtp;

/**
 * When the next packet may go: exact integer schedules in ns, so that no rate drifts (csp-dtp.md §10.8 counts payload bytes).
 * Two of them: the rate itself, which remembers up to {@link #CATCH_UP_NS} of delay, and a quarter more than the rate, which
 * bounds a burst to {@link #BURST_NS} of data. So a pause of the thread is made good, but never in one gulp. The node's thread.
 */
final class StreamPacer {
    static final long BURST_NS = 2_000_000L;
    static final long CATCH_UP_NS = 200_000_000L;
    private static final long NS_PER_S = 1_000_000_000L;

    private long bytesPerSecond;
    private long meanNs;
    private long meanRest;
    private long peakNs;
    private long peakRest;

    /** @param firstNs time of the first packet */
    StreamPacer(long bytesPerSecond, long firstNs) {
        this.bytesPerSecond = check(bytesPerSecond);
        this.meanNs = firstNs;
        this.peakNs = firstNs;
    }

    private static long check(long bytesPerSecond) {
        if (bytesPerSecond < 1 || bytesPerSecond > 0xffff_ffffL) {
            throw new IllegalArgumentException("a rate is 1 to 2^32 - 1 bytes per second, not " + bytesPerSecond);
        }
        return bytesPerSecond;
    }

    /** A new rate, from the next packet on. */
    void rate(long value) {
        bytesPerSecond = check(value);
    }

    long rate() {
        return bytesPerSecond;
    }

    /** Time at which the next packet may go. */
    long dueNs() {
        return Math.max(meanNs, peakNs);
    }

    /** When it is best to look again: due, or a little later when several packets are then due together. */
    long wakeNs(int packetBytes) {
        long spacing = packetBytes * NS_PER_S / bytesPerSecond;
        return dueNs() + (spacing < BURST_NS / 4 ? BURST_NS / 2 : 0);
    }

    /** A packet of so many payload bytes goes now, not before it is due. */
    void sent(int bytes, long nowNs) {
        meanNs = Math.max(meanNs, nowNs - CATCH_UP_NS);
        peakNs = Math.max(peakNs, nowNs - BURST_NS);
        meanRest += bytes * NS_PER_S;
        meanNs += meanRest / bytesPerSecond;
        meanRest %= bytesPerSecond;
        long peakRate = bytesPerSecond + bytesPerSecond / 4;
        peakRest += bytes * NS_PER_S;
        peakNs += peakRest / peakRate;
        peakRest %= peakRate;
    }

    /** Nothing could be sent for want of data: that time is not made good. */
    void stalled(long nowNs) {
        meanNs = Math.max(meanNs, nowNs);
    }
}
