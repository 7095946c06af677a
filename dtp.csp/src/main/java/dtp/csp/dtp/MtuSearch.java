package dtp.csp.dtp;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Finds the largest MTU that pings prove (csp-dtp.md §9): one at 256 tells whether the node answers at all, then a binary search
 * over a few sizes, each tried twice at most, so that 8 pings are the most. A plain machine: an answer in, the next size out. The
 * node's thread.
 */
final class MtuSearch {
    /** What every node takes (csp-dtp.md §9). */
    static final int FLOOR = 256;

    /** Largest buffer of a C node (csp-dtp.md §6). */
    static final int CEILING = 2_048;

    private static final int TRIES = 2;
    private static final int[] SIZES = {FLOOR, 384, 512, 768, 1_024, 1_280, 1_536, CEILING};

    private final int[] sizes;
    private int proven = -1;
    private int refused;
    private int at;
    private int tries;

    /** @param most what this node itself can take */
    MtuSearch(int most) {
        int end = Math.min(most, CEILING);
        IntStream below = Arrays.stream(SIZES).filter(size -> size < end);
        // a node that takes less than the floor itself can prove nothing: what is configured holds
        sizes = end < FLOOR
                ? new int[0]
                : IntStream.concat(below, IntStream.of(end)).toArray();
        refused = sizes.length;
    }

    /** MTU that the next ping is to prove; 0: the search is over. */
    int next() {
        return refused - proven > 1 ? sizes[at] : 0;
    }

    /** @param whole the ping of {@link #next} came back as it was sent */
    void answered(boolean whole) {
        tries++;
        if (!whole && tries < TRIES) {
            return;
        }
        if (whole) {
            proven = at;
        } else {
            refused = at;
        }
        tries = 0;
        at = (proven + refused) / 2;
        if (proven < 0) {
            refused = 0; // it answers no pings
        }
    }

    /** Largest MTU that was proven; 0: none. */
    int proven() {
        return proven < 0 ? 0 : sizes[proven];
    }
}
