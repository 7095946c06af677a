package dtp.csp.store;

import java.util.Arrays;

/**
 * A sorted list of disjoint intervals in leaves of at most {@value #CAPACITY}, with a directory of first starts: 16 bytes an
 * interval, no object for each, found by two binary searches, changed by moving at most one leaf. An interval is named by
 * (leaf, index). Knows nothing of merging. Not thread-safe.
 */
final class IntervalLeaves {
    private static final int CAPACITY = 128;
    /** Intervals that a first leaf has room for: most sessions never have more, and a session has several of these. */
    private static final int FEW = 4;

    /** Bounds s0 e0 s1 e1 … of each leaf; no leaf but the only one is empty. */
    private long[][] leaves = new long[4][];

    private int[] sizes = new int[4];
    /** Start of the first interval of each leaf, for a search that stays in one array. */
    private long[] firsts = new long[4];

    private int leafCount = 1;
    private int count;

    IntervalLeaves() {
        leaves[0] = new long[2 * FEW];
    }

    int count() {
        return count;
    }

    int leafCount() {
        return leafCount;
    }

    int size(int leaf) {
        return sizes[leaf];
    }

    long start(int leaf, int index) {
        return leaves[leaf][2 * index];
    }

    long end(int leaf, int index) {
        return leaves[leaf][2 * index + 1];
    }

    void set(int leaf, int index, long start, long end) {
        leaves[leaf][2 * index] = start;
        leaves[leaf][2 * index + 1] = end;
        if (index == 0) {
            firsts[leaf] = start;
        }
    }

    /** The last leaf whose first interval starts at or before {@code position}, or the first leaf. */
    int leafFor(long position) {
        int found = Arrays.binarySearch(firsts, 0, count == 0 ? 0 : leafCount, position);
        return found >= 0 ? found : Math.max(0, -found - 2);
    }

    /** Index in a leaf of the first interval that ends at or behind {@code position}; the leaf's size when there is none. */
    int firstEndingFrom(int leaf, long position) {
        long[] bounds = leaves[leaf];
        int low = 0;
        int high = sizes[leaf];
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (bounds[2 * middle + 1] < position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Puts an interval before (leaf, index); {@code index} may be the leaf's size. */
    void insert(int leaf, int index, long start, long end) {
        int at = leaf;
        int slot = index;
        if (sizes[leaf] == CAPACITY) {
            split(leaf, index);
            if (slot > sizes[leaf]) {
                slot -= sizes[leaf];
                at++;
            }
        }
        long[] bounds = roomFor(sizes[at] + 1, at);
        System.arraycopy(bounds, 2 * slot, bounds, 2 * slot + 2, 2 * (sizes[at] - slot));
        sizes[at]++;
        count++;
        set(at, slot, start, end);
    }

    private long[] roomFor(int intervals, int leaf) {
        long[] bounds = leaves[leaf];
        if (bounds.length < 2 * intervals) {
            bounds = Arrays.copyOf(bounds, 2 * Math.min(CAPACITY, Math.max(2 * FEW, 2 * intervals)));
            leaves[leaf] = bounds;
        }
        return bounds;
    }

    /** Ascending input fills leaves whole instead of leaving each half empty. */
    private void split(int leaf, int index) {
        int keep = index == CAPACITY && leaf == leafCount - 1 ? CAPACITY - 1 : CAPACITY / 2;
        openLeaf(leaf + 1);
        int moved = CAPACITY - keep;
        System.arraycopy(leaves[leaf], 2 * keep, leaves[leaf + 1], 0, 2 * moved);
        sizes[leaf] = keep;
        sizes[leaf + 1] = moved;
        firsts[leaf + 1] = leaves[leaf + 1][0];
    }

    private void openLeaf(int at) {
        if (leafCount == leaves.length) {
            int grown = 2 * leafCount;
            leaves = Arrays.copyOf(leaves, grown);
            sizes = Arrays.copyOf(sizes, grown);
            firsts = Arrays.copyOf(firsts, grown);
        }
        int behind = leafCount - at;
        System.arraycopy(leaves, at, leaves, at + 1, behind);
        System.arraycopy(sizes, at, sizes, at + 1, behind);
        System.arraycopy(firsts, at, firsts, at + 1, behind);
        leaves[at] = new long[2 * CAPACITY];
        leafCount++;
    }

    /** Deletes {@code many} intervals from (leaf, index) on, over as many leaves as they fill. */
    void delete(int leaf, int index, int many) {
        int left = many;
        int at = leaf;
        int slot = index;
        while (left > 0) {
            int here = Math.min(left, sizes[at] - slot);
            long[] bounds = leaves[at];
            System.arraycopy(bounds, 2 * (slot + here), bounds, 2 * slot, 2 * (sizes[at] - slot - here));
            sizes[at] -= here;
            firsts[at] = bounds[0];
            left -= here;
            at++;
            slot = 0;
        }
        count -= many;
        closeLeaves(leaf, at);
    }

    /** Drops the empty ones of the leaves [from, to), and joins what is left with the next when both are nearly empty. */
    private void closeLeaves(int from, int to) {
        int kept = from;
        for (int leaf = from; leaf < leafCount; leaf++) {
            if (leaf < to && sizes[leaf] == 0) {
                continue;
            }
            if (kept > 0 && leaf <= to && sizes[kept - 1] + sizes[leaf] <= CAPACITY / 2) {
                append(kept - 1, leaf);
                continue;
            }
            if (kept == leaf && leaf > to) {
                return; // nothing was dropped: the rest stands where it stood
            }
            leaves[kept] = leaves[leaf];
            sizes[kept] = sizes[leaf];
            firsts[kept] = firsts[leaf];
            kept++;
        }
        if (kept == 0) {
            clear();
            return;
        }
        Arrays.fill(leaves, kept, leafCount, null);
        leafCount = kept;
    }

    private void append(int to, int leaf) {
        System.arraycopy(leaves[leaf], 0, roomFor(sizes[to] + sizes[leaf], to), 2 * sizes[to], 2 * sizes[leaf]);
        sizes[to] += sizes[leaf];
    }

    void clear() {
        Arrays.fill(leaves, 1, leafCount, null);
        sizes[0] = 0;
        leafCount = 1;
        count = 0;
    }
}
