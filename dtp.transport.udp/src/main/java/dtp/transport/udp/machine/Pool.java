package dtp.transport.udp.machine;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Pieces that are to be asked for, in ranges; the lowest go first. One thread. */
final class Pool {
    private final TreeMap<Long, Long> ranges = new TreeMap<>();

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** Adds [start, end), which may touch or overlap what is there. */
    void add(long start, long end) {
        long from = start;
        long to = end;
        Map.Entry<Long, Long> before = ranges.floorEntry(from);
        if (before != null && before.getValue() >= from) {
            from = before.getKey();
            to = Math.max(to, before.getValue());
        }
        Map.Entry<Long, Long> next = ranges.ceilingEntry(from);
        while (next != null && next.getKey() <= to) {
            to = Math.max(to, next.getValue());
            ranges.remove(next.getKey());
            next = ranges.ceilingEntry(from);
        }
        ranges.put(from, to);
    }

    /**
     * Takes at most {@code pieces} of at most {@code most} ranges, leaving out what is here meanwhile.
     *
     * @return first, count, first, count …
     */
    long[] take(long pieces, int most, Pieces here) {
        long[] taken = new long[2 * most];
        int n = 0;
        long left = pieces;
        while (left > 0 && n < taken.length && !ranges.isEmpty()) {
            Map.Entry<Long, Long> lowest = ranges.pollFirstEntry();
            long first = lowest.getKey();
            long end = lowest.getValue();
            while (first < end && here.has(first)) {
                first++;
            }
            long count = Math.min(Math.min(end - first, left), 0xffff_ffffL);
            if (count > 0) {
                taken[n++] = first;
                taken[n++] = count;
                left -= count;
            }
            if (first + count < end) {
                ranges.put(first + count, end);
            }
        }
        return Arrays.copyOf(taken, n);
    }
}
