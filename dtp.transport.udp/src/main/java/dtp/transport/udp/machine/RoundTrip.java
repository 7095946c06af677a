package dtp.transport.udp.machine;

/** The round trip as measured, the shortest one counting, and the times that follow from it. One thread. */
final class RoundTrip {
    static final long LEAST_WAIT_NS = 200_000_000;
    private static final long LONGEST_GUESS_NS = 1_000_000_000L;

    private long bestNs = Long.MAX_VALUE;

    void measured(long ns) {
        bestNs = Math.min(bestNs, Math.max(1_000, ns));
    }

    /** From the first sending, which may have been repeated: too long rather than too short, but never as long as all repeats. */
    void guessed(long ns) {
        measured(Math.min(ns, LONGEST_GUESS_NS));
    }

    boolean known() {
        return bestNs != Long.MAX_VALUE;
    }

    /** 100 ms while unknown. */
    long ns() {
        return known() ? bestNs : 100_000_000;
    }

    /** How long an answer may take: kftp.md, "Repeats". */
    long patienceNs() {
        return Math.max(3 * ns(), LEAST_WAIT_NS);
    }

    /** kftp.md, Repair: after max(3 × RTT, 8 packet times, 200 ms) of quiet, doubled with each in a row. */
    long quietNs(long packetNs, int quiets) {
        return Math.max(patienceNs(), 8 * packetNs) << Math.min(quiets, 4);
    }
}
