package dtp.api.transport;

/** What the planner must know of a source. Immutable; a final class with withers. */
public final class SourceTraits {
    private final int maxIntervals;
    private final int concurrentFetches;
    private final int unitBytes;
    private final boolean ranges;
    private final long nanosPerInterval;
    private final long turnaroundNanos;

    private SourceTraits(
            int maxIntervals,
            int concurrentFetches,
            int unitBytes,
            boolean ranges,
            long nanosPerInterval,
            long turnaroundNanos) {
        if (maxIntervals < 1 || concurrentFetches < 1 || unitBytes < 1 || nanosPerInterval < 0 || turnaroundNanos < 0) {
            throw new IllegalArgumentException("traits must be positive: " + maxIntervals + " intervals, "
                    + concurrentFetches + " fetches, " + unitBytes + " bytes a unit");
        }
        this.maxIntervals = maxIntervals;
        this.concurrentFetches = concurrentFetches;
        this.unitBytes = unitBytes;
        this.ranges = ranges;
        this.nanosPerInterval = nanosPerInterval;
        this.turnaroundNanos = turnaroundNanos;
    }

    /**
     * One stream from 0, whatever is wanted (base TCP). Bytes of two streams are never mixed in one file unless a digest covers
     * the whole: such a source tells no version.
     */
    public static SourceTraits streamFromZero() {
        return new SourceTraits(1, 1, 1, false, 0, 0);
    }

    /** Any intervals, one fetch at a time, in bytes; refine with the withers. */
    public static SourceTraits ranged(int maxIntervals) {
        return new SourceTraits(maxIntervals, 1, 1, true, 0, 0);
    }

    /** Requests that may stand in line, the one that streams included. */
    public SourceTraits concurrentFetches(int value) {
        return new SourceTraits(maxIntervals, value, unitBytes, ranges, nanosPerInterval, turnaroundNanos);
    }

    /** Wanted is widened to multiples of it (DTP mtu - 8, KFTP piece). */
    public SourceTraits unitBytes(int value) {
        return new SourceTraits(maxIntervals, concurrentFetches, value, ranges, nanosPerInterval, turnaroundNanos);
    }

    /** Dead time before each interval (a C DTP server waits one pacing round, 10 to 1 000 ms). */
    public SourceTraits nanosPerInterval(long value) {
        return new SourceTraits(maxIntervals, concurrentFetches, unitBytes, ranges, value, turnaroundNanos);
    }

    /** From a request to its first byte, as measured; 0 while unknown. */
    public SourceTraits turnaroundNanos(long value) {
        return new SourceTraits(maxIntervals, concurrentFetches, unitBytes, ranges, nanosPerInterval, value);
    }

    /** Most intervals of one fetch; 8 for a C DTP server. */
    public int maxIntervals() {
        return maxIntervals;
    }

    /** 1: none while one streams. */
    public int concurrentFetches() {
        return concurrentFetches;
    }

    /** Bytes. */
    public int unitBytes() {
        return unitBytes;
    }

    /** False: a stream from zero. */
    public boolean ranges() {
        return ranges;
    }

    public long nanosPerInterval() {
        return nanosPerInterval;
    }

    public long turnaroundNanos() {
        return turnaroundNanos;
    }
}
