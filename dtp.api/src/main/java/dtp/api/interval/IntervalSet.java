package dtp.api.interval;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Immutable canonical set of byte positions: intervals sorted, disjoint and not touching. A value to hand over, not an
 * accumulator: every operation that makes a new set is one linear merge, O(n).
 */
public final class IntervalSet implements Iterable<Interval> {
    private static final IntervalSet EMPTY = new IntervalSet(new long[0]);

    /** s0 e0 s1 e1 …, strictly ascending. */
    private final long[] bounds;

    private IntervalSet(long[] bounds) {
        this.bounds = bounds;
    }

    public static IntervalSet empty() {
        return EMPTY;
    }

    /** [start, end); empty when both are equal. */
    public static IntervalSet of(long start, long end) {
        return start == end && start >= 0 ? EMPTY : ofBounds(start, end);
    }

    /**
     * From {@code s0, e0, s1, e1, …}. The array is copied.
     *
     * @throws IllegalArgumentException when it is not strictly ascending, of odd length, or negative
     */
    public static IntervalSet ofBounds(long... bounds) {
        if (bounds.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "an interval needs a start and an end, but there are " + bounds.length + " bounds");
        }
        for (int i = 0; i < bounds.length; i++) {
            if (bounds[i] < 0 || (i > 0 && bounds[i] <= bounds[i - 1])) {
                throw new IllegalArgumentException("not canonical at bound " + i + ": " + bounds[i]);
            }
        }
        return wrap(bounds.clone());
    }

    private static IntervalSet wrap(long[] canonical) {
        return canonical.length == 0 ? EMPTY : new IntervalSet(canonical);
    }

    /** Number of intervals. */
    public int count() {
        return bounds.length / 2;
    }

    public boolean isEmpty() {
        return bounds.length == 0;
    }

    /** Number of bytes. */
    public long bytes() {
        long n = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            n += bounds[i + 1] - bounds[i];
        }
        return n;
    }

    /** The first position, or 0 of the empty set. */
    public long start() {
        return isEmpty() ? 0 : bounds[0];
    }

    /** The position behind the last, or 0 of the empty set. */
    public long end() {
        return isEmpty() ? 0 : bounds[bounds.length - 1];
    }

    /** Interval {@code i}, from 0 to {@code count() - 1}. */
    public Interval get(int i) {
        return new Interval(bounds[2 * i], bounds[2 * i + 1]);
    }

    /** True when every byte of [start, end) is in the set; O(log n). */
    public boolean contains(long start, long end) {
        int found = Arrays.binarySearch(bounds, start);
        int at = found >= 0 ? found : -found - 2;
        return at >= 0 && at % 2 == 0 && bounds[at + 1] >= end;
    }

    /** Bytes in this set, in the other, or in both. */
    public IntervalSet union(IntervalSet other) {
        return merge(bounds, other.bounds, (a, b) -> a || b);
    }

    /** Bytes in this set that are not in the other. */
    public IntervalSet minus(IntervalSet other) {
        return merge(bounds, other.bounds, (a, b) -> a && !b);
    }

    /** Bytes in both. */
    public IntervalSet intersect(IntervalSet other) {
        return merge(bounds, other.bounds, (a, b) -> a && b);
    }

    /** The bytes of [0, size) that are not in this set. */
    public IntervalSet complement(long size) {
        return of(0, size).minus(this);
    }

    /** The first {@code n} intervals, all when there are fewer. */
    public IntervalSet firstIntervals(int n) {
        return n >= count() ? this : wrap(Arrays.copyOf(bounds, 2 * n));
    }

    /** Every interval widened to multiples of {@code unit}, but not beyond {@code size}. */
    public IntervalSet alignedTo(int unit, long size) {
        long[] out = new long[bounds.length];
        int n = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            long start = bounds[i] / unit * unit;
            // An end that is not known yet is Long.MAX_VALUE: rounding it up would run over.
            long rounded = bounds[i + 1] > Long.MAX_VALUE - unit ? size : (bounds[i + 1] + unit - 1) / unit * unit;
            long end = Math.min(size, rounded);
            if (n > 0 && start <= out[n - 1]) {
                out[n - 1] = Math.max(out[n - 1], end);
            } else if (start < end) {
                out[n++] = start;
                out[n++] = end;
            }
        }
        return wrap(Arrays.copyOf(out, n));
    }

    private interface Keep {
        boolean keep(boolean inFirst, boolean inSecond);
    }

    /** One sweep over both lists of bounds: each bound toggles membership of its list; a change of {@code keep} is a bound. */
    private static IntervalSet merge(long[] a, long[] b, Keep rule) {
        long[] out = new long[a.length + b.length];
        int n = 0;
        int i = 0;
        int j = 0;
        boolean inside = false;
        while (i < a.length || j < b.length) {
            long at = i < a.length && (j >= b.length || a[i] <= b[j]) ? a[i] : b[j];
            while (i < a.length && a[i] == at) {
                i++;
            }
            while (j < b.length && b[j] == at) {
                j++;
            }
            boolean now = rule.keep(i % 2 == 1, j % 2 == 1);
            if (now != inside) {
                out[n++] = at;
                inside = now;
            }
        }
        return wrap(Arrays.copyOf(out, n));
    }

    /** {@code s0, e0, s1, e1, …}, a copy: for codecs, journals and planners that must not allocate an object per interval. */
    public long[] toBounds() {
        return bounds.clone();
    }

    @Override
    public Iterator<Interval> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < count();
            }

            @Override
            public Interval next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return get(next++);
            }
        };
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof IntervalSet other && Arrays.equals(bounds, other.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    /** {@code [0,10) [20,30)}; the first 16 intervals and how many more there are. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(16, count()); i++) {
            text.append(i == 0 ? "" : " ")
                    .append('[')
                    .append(bounds[2 * i])
                    .append(',')
                    .append(bounds[2 * i + 1])
                    .append(')');
        }
        return count() > 16 ? text + " and " + (count() - 16) + " more" : text.toString();
    }
}
