package dtp.csp.dtp;

/**
 * How often, and when, a server that was still computing its digest is asked for it once more (csp-dtp.md §11). The node's
 * thread.
 */
final class DigestTries {
    private static final int MOST = 7;
    private static final long FIRST_WAIT_NS = 50_000_000L;

    private int made;
    private long dueNs;

    boolean isLeft() {
        return made < MOST;
    }

    long dueNs() {
        return dueNs;
    }

    /** A busy peer or a lost packet is no reason to call the file unverified: all tries are made. */
    void asked(Outcome outcome, long nowNs) {
        boolean inVain = outcome == Outcome.NO_ANSWER || outcome == Outcome.NOT_FOUND;
        made = inVain ? MOST : made + 1;
        dueNs = nowNs + (FIRST_WAIT_NS << made);
    }
}
