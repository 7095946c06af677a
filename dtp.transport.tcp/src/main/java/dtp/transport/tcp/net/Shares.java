package dtp.transport.tcp.net;

import dtp.api.interval.Interval;
import dtp.api.interval.IntervalSet;

/** What is wanted, dealt out to the connections of one fetch: whoever is faster takes more. Thread-safe. */
final class Shares {
    private static final long LEAST_BYTES = 1 << 20;
    private static final long MOST_BYTES = 64 << 20;
    /** So many for each connection, so that they end together. */
    private static final int EACH = 4;

    private final IntervalSet wanted;
    private final int connections;
    private IntervalSet left;
    private long shareBytes = Long.MAX_VALUE;

    Shares(IntervalSet wanted, int connections) {
        this.wanted = wanted;
        this.connections = connections;
    }

    /** @return how many connections are worth while; 0 when it was asked before */
    synchronized int begin(long size) {
        if (left != null) {
            return 0;
        }
        left = wanted.intersect(IntervalSet.of(0, size));
        if (connections == 1) {
            return 1;
        }
        shareBytes = Math.max(LEAST_BYTES, Math.min(MOST_BYTES, left.bytes() / EACH / connections));
        return (int) Math.min(connections, (left.bytes() + shareBytes - 1) / shareBytes);
    }

    /** The next bytes for whoever asks; empty: nothing is left. */
    synchronized IntervalSet take() {
        IntervalSet all = left;
        long most = shareBytes;
        if (all.bytes() <= most) {
            left = IntervalSet.empty();
            return all;
        }
        for (Interval interval : all) {
            if (interval.length() >= most) {
                long end = interval.start() + most;
                left = all.intersect(IntervalSet.of(end, all.end()));
                return all.intersect(IntervalSet.of(0, end));
            }
            most -= interval.length();
        }
        throw new IllegalStateException("there are more bytes than " + shareBytes);
    }
}
