package dtp.transport.zmq.machine;

/**
 * The breaks of one upload's connections: each that follows another without progress waits longer, and after the idle timeout
 * they end it. Owned by the thread of its machine.
 */
final class Breaks {
    private static final long FIRST_PAUSE_NS = 250_000_000L;
    private static final long MOST_PAUSE_NS = 5_000_000_000L;

    private final long idleNs;
    private long firstNs;
    private int count;
    /** The least that was missing so far: less is progress, and the same once more is none. */
    private long leastMissing = Long.MAX_VALUE;

    Breaks(long idleNs) {
        this.idleNs = idleNs;
    }

    /** @return false: it has gone on for too long */
    boolean mayGoOn(long nowNs) {
        if (count == 0) {
            firstNs = nowNs;
        }
        count++;
        return nowNs - firstNs < idleNs;
    }

    /** Before the next connection; none after the first break. */
    long pauseNs() {
        return count <= 1 ? 0 : Math.min(MOST_PAUSE_NS, FIRST_PAUSE_NS << Math.min(count - 2, 10));
    }

    /** @return whether that is less than ever before */
    boolean isProgress(long missingBytes) {
        boolean less = missingBytes < leastMissing;
        if (less) {
            leastMissing = missingBytes;
            count = 0;
        }
        return less;
    }

    /**
     * What is told as missing is not all of it, and does not compare with what was told before.
     *
     * @param bytes what is to become less for progress
     */
    void anotherList(long bytes) {
        leastMissing = bytes;
    }
}
