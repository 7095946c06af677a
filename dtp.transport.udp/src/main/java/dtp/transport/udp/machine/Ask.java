package dtp.transport.udp.machine;

/** One SRX under way: which pieces it asked for, in the order in which they are sent. One thread. */
final class Ask {
    private final long number;
    private final long[] ranges;
    private final long total;
    private int at;
    private long before;
    /** Order of the piece that is expected next. */
    private long cursor;

    Ask(long number, long[] ranges) {
        this.number = number;
        this.ranges = ranges;
        long n = 0;
        for (int i = 1; i < ranges.length; i += 2) {
            n += ranges[i];
        }
        total = n;
    }

    long number() {
        return number;
    }

    long total() {
        return total;
    }

    long cursor() {
        return cursor;
    }

    void cursor(long value) {
        cursor = value;
        while (at + 2 < ranges.length && cursor >= before + ranges[at + 1]) {
            before += ranges[at + 1];
            at += 2;
        }
    }

    /** The piece that is expected next. */
    long next() {
        return ranges[at] + cursor - before;
    }

    /** The piece of an order from 0 to the total. */
    long piece(long order) {
        long left = order;
        int i = 0;
        while (left >= ranges[i + 1]) {
            left -= ranges[i + 1];
            i += 2;
        }
        return ranges[i] + left;
    }

    /** The order of a piece at or behind the cursor, or -1. */
    long order(long piece) {
        long skipped = before;
        for (int i = at; i < ranges.length; i += 2) {
            if (piece >= ranges[i] && piece < ranges[i] + ranges[i + 1]) {
                long order = skipped + piece - ranges[i];
                return order < cursor ? -1 : order;
            }
            skipped += ranges[i + 1];
        }
        return -1;
    }

    /** What is done with a stretch of pieces. */
    interface Stretch {
        void take(long first, long end);
    }

    /** The pieces from one order to another, in stretches. */
    void each(long fromOrder, long toOrder, Stretch stretch) {
        long skipped = 0;
        for (int i = 0; i < ranges.length && skipped < toOrder; i += 2) {
            long from = Math.max(0, fromOrder - skipped);
            long to = Math.min(ranges[i + 1], toOrder - skipped);
            if (from < to) {
                stretch.take(ranges[i] + from, ranges[i] + to);
            }
            skipped += ranges[i + 1];
        }
    }
}
