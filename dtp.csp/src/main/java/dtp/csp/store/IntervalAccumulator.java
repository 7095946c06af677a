package dtp.csp.store;

import dtp.api.interval.IntervalSet;
import java.util.Arrays;

/**
 * A set of byte positions that changes: canonical (sorted, disjoint, not touching) after every call, O(log n) to add, remove
 * and ask. {@link IntervalSet} is what is handed over. Not thread-safe: the session's lock guards it.
 */
public final class IntervalAccumulator {
    /** Receives the parts of a claim that are new. Must not touch the accumulator. */
    @FunctionalInterface
    public interface Part {
        void accept(long start, long end);
    }

    private static final Part NOBODY = (start, end) -> {};

    private final IntervalLeaves leaves = new IntervalLeaves();
    private long bytes;

    public IntervalAccumulator() {}

    public IntervalAccumulator(IntervalSet first) {
        addAll(first);
    }

    /**
     * Adds [start, end) and tells which parts of it are new, ascending, before they are in. Allocates nothing when all or
     * nothing is new.
     *
     * @return bytes that are new; 0 for an empty interval
     * @throws IllegalArgumentException unless {@code 0 <= start <= end}
     */
    public long claim(long start, long end, Part newParts) {
        check(start, end);
        if (start == end) {
            return 0;
        }
        int leaf = leaves.leafFor(start);
        int index = leaves.firstEndingFrom(leaf, start);
        if (index == leaves.size(leaf) && leaf + 1 < leaves.leafCount()) {
            leaf++;
            index = 0;
        }
        int many = 0; // intervals that [start, end) overlaps or touches
        long from = start;
        long to = end;
        long covered = start;
        long added = 0;
        for (int l = leaf, i = index; l < leaves.leafCount(); l++, i = 0) {
            for (; i < leaves.size(l) && leaves.start(l, i) <= end; i++, many++) {
                long s = leaves.start(l, i);
                from = Math.min(from, s);
                to = Math.max(to, leaves.end(l, i));
                if (s > covered) {
                    newParts.accept(covered, s);
                    added += s - covered;
                }
                covered = Math.max(covered, Math.min(end, leaves.end(l, i)));
            }
            if (i < leaves.size(l)) {
                break;
            }
        }
        if (covered < end) {
            newParts.accept(covered, end);
            added += end - covered;
        }
        if (added > 0) {
            replace(leaf, index, many, from, to);
            bytes += added;
        }
        return added;
    }

    private void replace(int leaf, int index, int many, long start, long end) {
        if (many == 0) {
            leaves.insert(leaf, index, start, end);
            return;
        }
        leaves.set(leaf, index, start, end);
        if (many == 1) {
            return;
        }
        boolean lastOfLeaf = index + 1 == leaves.size(leaf);
        leaves.delete(lastOfLeaf ? leaf + 1 : leaf, lastOfLeaf ? 0 : index + 1, many - 1);
    }

    private static void check(long start, long end) {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("must have 0 <= start <= end but was [" + start + ", " + end + ")");
        }
    }

    /** Adds [start, end). @return bytes that were new */
    public long add(long start, long end) {
        return claim(start, end, NOBODY);
    }

    /** @return bytes that were new */
    public long addAll(IntervalSet set) {
        long[] bounds = set.toBounds();
        long added = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            added += add(bounds[i], bounds[i + 1]);
        }
        return added;
    }

    /** Takes [start, end) out. @return bytes that were there */
    public long remove(long start, long end) {
        check(start, end);
        long removed = 0;
        while (start < end) {
            int leaf = leaves.leafFor(start);
            int index = leaves.firstEndingFrom(leaf, start + 1);
            if (index == leaves.size(leaf)) {
                if (++leaf == leaves.leafCount()) {
                    break;
                }
                index = 0;
            }
            long here = removeIn(leaf, index, start, end);
            if (here == 0) {
                break;
            }
            removed += here;
        }
        bytes -= removed;
        return removed;
    }

    /** Takes out what [start, end) shares with the intervals of one leaf from {@code index} on, which all end behind start. */
    private long removeIn(int leaf, int index, long start, long end) {
        long s = leaves.start(leaf, index);
        long e = leaves.end(leaf, index);
        if (s >= end) {
            return 0;
        }
        if (s < start) {
            leaves.set(leaf, index, s, start);
            if (e > end) {
                leaves.insert(leaf, index + 1, end, e);
            }
            return Math.min(e, end) - start;
        }
        int many = 0;
        long removed = 0;
        int size = leaves.size(leaf);
        while (index + many < size && leaves.end(leaf, index + many) <= end) {
            removed += leaves.end(leaf, index + many) - leaves.start(leaf, index + many);
            many++;
        }
        if (index + many < size && leaves.start(leaf, index + many) < end) {
            removed += end - leaves.start(leaf, index + many);
            leaves.set(leaf, index + many, end, leaves.end(leaf, index + many));
        }
        if (many > 0) {
            leaves.delete(leaf, index, many);
        }
        return removed;
    }

    /** @return bytes that were there */
    public long removeAll(IntervalSet set) {
        long[] bounds = set.toBounds();
        long removed = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            removed += remove(bounds[i], bounds[i + 1]);
        }
        return removed;
    }

    public void clear() {
        leaves.clear();
        bytes = 0;
    }

    /** Number of bytes. */
    public long bytes() {
        return bytes;
    }

    /** Number of intervals. */
    public int count() {
        return leaves.count();
    }

    public boolean isEmpty() {
        return bytes == 0;
    }

    /** The position behind the last, or 0 of the empty set. */
    public long end() {
        int last = leaves.leafCount() - 1;
        return isEmpty() ? 0 : leaves.end(last, leaves.size(last) - 1);
    }

    /** True when every byte of [start, end) is in the set; also for start = end. */
    public boolean contains(long start, long end) {
        return start >= end || contiguousFrom(start) >= end;
    }

    /** The end of the run that {@code position} is in, or {@code position} when it is in none. */
    public long contiguousFrom(long position) {
        int leaf = leaves.leafFor(position);
        int index = leaves.firstEndingFrom(leaf, position + 1);
        boolean inside = index < leaves.size(leaf) && leaves.start(leaf, index) <= position;
        return inside ? leaves.end(leaf, index) : position;
    }

    /** Number of bytes of [start, end) that are in the set; O(intervals in it). */
    public long bytesIn(long start, long end) {
        return within(start, end).bytes();
    }

    /** The bytes of [start, end) that are in the set. */
    public IntervalSet within(long start, long end) {
        check(start, end);
        BoundsBuilder found = new BoundsBuilder(16);
        walk(start, end, (s, e) -> found.add(Math.max(s, start), Math.min(e, end)));
        return found.build();
    }

    /** The first {@code most} gaps of [from, size). */
    public IntervalSet firstGaps(long from, long size, int most) {
        BoundsBuilder gaps = new BoundsBuilder(2 * Math.min(most, leaves.count() + 1));
        long at = from;
        int leaf = leaves.leafFor(from);
        int index = leaves.firstEndingFrom(leaf, from + 1);
        while (at < size && gaps.count() < most) {
            if (index == leaves.size(leaf)) {
                if (++leaf >= leaves.leafCount()) {
                    break;
                }
                index = 0;
                continue;
            }
            if (leaves.start(leaf, index) > at) {
                gaps.add(at, Math.min(size, leaves.start(leaf, index)));
            }
            at = leaves.end(leaf, index++);
        }
        if (at < size && gaps.count() < most) {
            gaps.add(at, size);
        }
        return gaps.build();
    }

    /** The bytes of [0, size) that are not in the set. */
    public IntervalSet complement(long size) {
        return firstGaps(0, size, Integer.MAX_VALUE);
    }

    /** The bytes in this set that are not in the other; O(n + m). */
    public IntervalSet minus(IntervalAccumulator other) {
        return snapshot().minus(other.snapshot());
    }

    /** All of it, as it is now. */
    public IntervalSet snapshot() {
        BoundsBuilder all = new BoundsBuilder(2 * leaves.count());
        walk(0, Long.MAX_VALUE, all::add);
        return all.build();
    }

    /** Visits the intervals that overlap [start, end), whole and ascending. */
    private void walk(long start, long end, Part visitor) {
        int leaf = leaves.leafFor(start);
        int index = leaves.firstEndingFrom(leaf, start + 1);
        for (; leaf < leaves.leafCount(); leaf++, index = 0) {
            for (; index < leaves.size(leaf); index++) {
                if (leaves.start(leaf, index) >= end) {
                    return;
                }
                visitor.accept(leaves.start(leaf, index), leaves.end(leaf, index));
            }
        }
    }

    @Override
    public String toString() {
        return snapshot().toString();
    }

    /** Bounds in ascending order, grown as needed. */
    private static final class BoundsBuilder {
        private long[] bounds;
        private int used;

        BoundsBuilder(int expected) {
            bounds = new long[Math.max(2, expected)];
        }

        void add(long start, long end) {
            if (start >= end) {
                return;
            }
            if (used + 2 > bounds.length) {
                bounds = Arrays.copyOf(bounds, 2 * bounds.length);
            }
            bounds[used++] = start;
            bounds[used++] = end;
        }

        int count() {
            return used / 2;
        }

        IntervalSet build() {
            return IntervalSet.ofBounds(Arrays.copyOf(bounds, used));
        }
    }
}
