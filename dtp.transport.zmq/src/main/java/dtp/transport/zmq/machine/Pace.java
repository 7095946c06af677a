package dtp.transport.zmq.machine;

/** When the next bytes may go at a rate. Owned by the thread of its machine. */
final class Pace {
    private long bytesPerSecond;
    private long nextNs = Long.MIN_VALUE;

    /** @param bytesPerSecond 1 or more; Long.MAX_VALUE for no limit */
    Pace(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    long bytesPerSecond() {
        return bytesPerSecond;
    }

    void rate(long value) {
        bytesPerSecond = Math.max(1, value);
        nextNs = Long.MIN_VALUE;
    }

    boolean mayGo(long nowNs) {
        return bytesPerSecond == Long.MAX_VALUE || nextNs == Long.MIN_VALUE || nextNs - nowNs <= 0;
    }

    void gone(long bytes, long nowNs) {
        if (bytesPerSecond != Long.MAX_VALUE) {
            long from = nextNs == Long.MIN_VALUE ? nowNs : Math.max(nowNs, nextNs);
            nextNs = from + (long) (bytes * 1e9 / bytesPerSecond);
        }
    }

    /** From when on bytes may go; Long.MAX_VALUE where time does not matter. */
    long nextNs() {
        return bytesPerSecond == Long.MAX_VALUE || nextNs == Long.MIN_VALUE ? Long.MAX_VALUE : nextNs;
    }
}
