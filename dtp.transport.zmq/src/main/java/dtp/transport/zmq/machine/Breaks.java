package dtp.transport.zmq.machine;

/**
 * The breaks of one upload's connections, and the lists of what is missing that tell nothing new: each that follows another
 * without progress waits longer, and after the idle timeout they end it. Owned by the thread of its machine.
 */
final class Breaks {
    private static final long FIRST_PAUSE_NS = 250_000_000L;
    private static final long MOST_PAUSE_NS = 5_000_000_000L;

    private final long idleNs;
    private long firstNs;
    private int count;
    /** The most that was confirmed so far: more is progress, and the same once more is none. */
    private long mostConfirmed = -1;

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

    /** @return whether that is more than ever before */
    boolean isProgress(long confirmedBytes) {
        boolean more = confirmedBytes > mostConfirmed;
        if (more) {
            mostConfirmed = confirmedBytes;
            count = 0;
        }
        return more;
    }
}
