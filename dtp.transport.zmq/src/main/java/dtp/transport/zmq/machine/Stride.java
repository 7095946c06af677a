package dtp.transport.zmq.machine;

/**
 * How many bytes one message should bear: small at first and on slow lines, so that answers come often enough to tell a slow
 * line from a dead one. Owned by the thread of its machine.
 */
final class Stride {
    private static final int FIRST = 32 << 10;
    private static final int LEAST = 1 << 10;
    private static final long QUICK_NS = 500_000_000L;
    private static final long SLOW_NS = 2_000_000_000L;

    private final int most;
    private int bytes;

    Stride(int most) {
        this.most = most;
        this.bytes = Math.min(FIRST, most);
    }

    /** @param bytesPerSecond Long.MAX_VALUE for no limit; a quarter of a second's worth at most */
    int next(long bytesPerSecond) {
        return (int) Math.max(Math.min(LEAST, most), Math.min(bytes, bytesPerSecond / 4));
    }

    void answeredAfter(long ns) {
        if (ns < QUICK_NS) {
            bytes = (int) Math.min(most, 2L * bytes);
        } else if (ns > SLOW_NS) {
            bytes = Math.max(Math.min(LEAST, most), bytes / 2);
        }
    }

    void silent() {
        bytes = Math.max(Math.min(LEAST, most), bytes / 4);
    }
}
