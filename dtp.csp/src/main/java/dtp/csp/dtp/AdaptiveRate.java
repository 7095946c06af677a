package dtp.csp.dtp;

/**
 * The throughput to ask an extended server for when the user named none: moderate at first, then multiplied up while what comes
 * keeps pace with what was asked, and down to what came when it does not. Loss that stays the same whatever the rate is the
 * path's own and no reason to slow down. Measured for each request (csp-dtp.md §10.3). The node's thread.
 */
final class AdaptiveRate {
    static final long FIRST = 64_000;
    static final long LEAST = 1_000;
    static final long MOST = 2_000_000_000L;

    private static final int RAMP = 4;
    private static final double CREEP = 1.2;
    private static final double LEAST_STEP_DOWN = 0.5;
    private static final double KEEPS_PACE = 0.85;
    private static final double LOSS_MARGIN = 0.02;
    private static final double BACK_OFF = 0.9;

    private static final long RAMP_SLICE_NS = 50_000_000L;
    private static final long SLICE_NS = 800_000_000L;
    private static final long MOST_SLICE_NS = 4_000_000_000L;
    private static final int LEAST_SLICE_CHUNKS = 16;

    private long bytesPerSecond = FIRST;
    private double pathLoss = 1;
    private boolean ramping = true;
    private int lates;

    long bytesPerSecond() {
        return bytesPerSecond;
    }

    /**
     * A request has ended.
     *
     * @param asked throughput that it asked for
     * @param chunks asked for, and {@code came} of them
     * @param bytes that came within {@code ns} between the first and the last packet; ns 0: too few to tell
     */
    void measured(long asked, long chunks, long came, long bytes, long ns) {
        double loss = chunks == 0 ? 0 : (double) (chunks - came) / chunks;
        double speed = ns <= 0 ? (double) asked : bytes * 1e9 / ns;
        boolean lossy = loss > pathLoss + LOSS_MARGIN;
        boolean late = speed < (double) asked * (1 - Math.min(loss, pathLoss)) * KEEPS_PACE;
        pathLoss = Math.min(loss, pathLoss + 0.01);
        double carried = speed / (1 - Math.min(0.9, pathLoss));
        if (lossy) {
            ramping = false;
            lates = 0;
            set((long) (Math.min(carried, (double) asked) * BACK_OFF));
        } else if (late) {
            onLate(asked, carried);
        } else if (asked >= bytesPerSecond / 2) {
            lates = 0;
            set((long) ((double) Math.max(bytesPerSecond, asked) * (ramping ? RAMP : CREEP)));
        }
    }

    /** Once may be a pause of this process; twice in a row is a queue that grows, or all that the server can do. */
    private void onLate(long asked, double carried) {
        lates++;
        if (lates > 1) {
            ramping = false;
            set((long) Math.max(carried * CREEP, (double) Math.min(bytesPerSecond, asked) * LEAST_STEP_DOWN));
        }
    }

    /** How many chunks a request asks for: long enough to measure, short enough to react. */
    long sliceChunks(int unit, long rttNs) {
        long sliceNs = Math.min(MOST_SLICE_NS, Math.max(ramping ? RAMP_SLICE_NS : SLICE_NS, 4 * rttNs));
        return Math.max(LEAST_SLICE_CHUNKS, bytesPerSecond / 1_000 * (sliceNs / 1_000_000) / unit);
    }

    /** The disk, not the line, was too slow. */
    void slow() {
        ramping = false;
        set((long) ((double) bytesPerSecond * BACK_OFF));
    }

    private void set(long value) {
        bytesPerSecond = Math.max(LEAST, Math.min(MOST, value));
    }
}
