package dtp.csp.dtp;

/**
 * How a C server paces (csp-dtp.md §6, §10.8): packets come in bursts of one round, and one round passes before the first
 * packet of every interval. Pure functions; any thread.
 */
final class CServerPacing {
    static final long NS_PER_S = 1_000_000_000L;

    /** Dead time of a C server at a rate that suits it. */
    static final long SHORTEST_ROUND_NS = 10_000_000L;

    private static final double FOREVER_NS = 4e18;

    private CServerPacing() {}

    /**
     * Round time in ns of a C server that is asked for a throughput.
     *
     * @param throughput payload bytes per second, at least 1
     * @param unit mtu - 8, at least 1
     */
    static long roundNs(long throughput, int unit) {
        long packets = throughput / unit;
        if (packets == 0) {
            return unit / throughput * NS_PER_S;
        }
        if (!fits(packets, 10)) {
            return NS_PER_S;
        }
        return fits(packets, 100) ? SHORTEST_ROUND_NS : NS_PER_S / 10;
    }

    /** csp-dtp.md §6: rounds are divided by ten while the rounding error of packets per round stays below 5 %. */
    private static boolean fits(long packets, int roundsPerSecond) {
        return packets / roundsPerSecond * roundsPerSecond * 100 >= packets * 95;
    }

    /** Bytes a second that really come: whole packets in each round. */
    static long effectiveBytesPerSecond(long throughput, int unit) {
        long packets = throughput / unit;
        if (packets == 0) {
            return Math.max(1, unit / (unit / throughput));
        }
        long rounds = NS_PER_S / roundNs(throughput, unit);
        return packets / rounds * rounds * unit;
    }

    /** Expected ns from the response to the last packet. */
    static long durationNs(long throughput, int unit, int intervals, long bytes) {
        double streaming = (double) bytes / effectiveBytesPerSecond(throughput, unit) * NS_PER_S;
        return (long) Math.min(FOREVER_NS, intervals * (double) roundNs(throughput, unit) + streaming);
    }

    /**
     * The throughput to ask for: the largest not above {@code limit} for which intervals × round time + bytes ÷ throughput is
     * least (csp-dtp.md §10.8), and for which the server really stays within {@code limit}.
     *
     * @param limit bytes per second, at least 1
     * @param bytes that will come; Long.MAX_VALUE while unknown
     */
    static long best(long limit, int unit, int intervals, long bytes) {
        long asked = Math.min(limit, 0xffff_ffffL);
        long packets = asked / unit;
        if (packets == 0) {
            // one packet every unit / throughput seconds, an integer: a C server asked for 100 B/s sends 192
            // (csp-dtp.md §10.8)
            long periodS = (unit + asked - 1) / asked;
            return unit / periodS;
        }
        long best = packets * unit;
        for (int rounds = 10; rounds <= 100; rounds *= 10) {
            long candidate = packets / rounds * rounds * unit;
            if (candidate > 0
                    && durationNs(candidate, unit, intervals, bytes) < durationNs(best, unit, intervals, bytes)) {
                best = candidate;
            }
        }
        return best;
    }
}
