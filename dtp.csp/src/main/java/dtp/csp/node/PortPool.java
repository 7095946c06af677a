package dtp.csp.node;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Source ports towards one node: rotating from a random start, because a C server takes a known port for the connection that it
 * still remembers (csp-dtp.md §9); a port rests after an unclean end (§10.1). The node's thread.
 */
final class PortPool {
    static final int FIRST = 18;
    static final int LAST = 62;
    static final long REST_NS = 15_000_000_000L;

    private static final long IN_USE = Long.MAX_VALUE;

    private final long[] freeAtNs = new long[LAST - FIRST + 1];
    private int next;

    PortPool(RandomGenerator random) {
        next = random.nextInt(freeAtNs.length);
        Arrays.fill(freeAtNs, 0);
    }

    /** @return a port, or -1: all are in use or resting */
    int take(long nowNs) {
        for (int i = 0; i < freeAtNs.length; i++) {
            int slot = next;
            next = (next + 1) % freeAtNs.length;
            if (freeAtNs[slot] <= nowNs) {
                freeAtNs[slot] = IN_USE;
                return FIRST + slot;
            }
        }
        return -1;
    }

    void release(int port, boolean clean, long nowNs) {
        freeAtNs[port - FIRST] = clean ? nowNs : nowNs + REST_NS;
    }
}
