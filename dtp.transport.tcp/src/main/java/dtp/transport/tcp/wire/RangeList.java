package dtp.transport.tcp.wire;

import dtp.api.interval.IntervalSet;
import java.nio.ByteBuffer;

/**
 * Ranges of a payload, ascending and disjoint (tcp.md "Ranged"):
 *
 * <pre>
 * 'R' or 'X' | u32 n | n times (u64 offset, u64 length)
 * </pre>
 *
 * Read one range at a time, so that nothing is allocated for a count that does not come.
 */
public final class RangeList {
    public static final int MAX = 65_536;
    public static final int RANGE_BYTES = 16;

    private final long size;
    private final int count;
    private long[] bounds;
    private int used;
    private int read;

    private RangeList(long size, int count) {
        this.size = size;
        this.count = count;
        this.bounds = new long[2 * Math.min(count, 64)];
    }

    /**
     * Begins to read.
     *
     * @param count u32 as it came
     * @param least 1 for a request, 0 for what an upload misses
     */
    public static RangeList of(int count, int least, long size) throws DecodeException {
        if (count < least || count > MAX) {
            throw DecodeException.Reason.BAD_RANGE_COUNT.exception();
        }
        return new RangeList(size, count);
    }

    public boolean isComplete() {
        return read == count;
    }

    /** Reads one range of 16 bytes. */
    public void add(ByteBuffer in) throws DecodeException {
        long offset = in.getLong();
        long length = in.getLong();
        long before = used == 0 ? 0 : bounds[used - 1];
        if (offset < before || length < 1 || offset > size || length > size - offset) {
            throw DecodeException.Reason.BAD_RANGE.exception();
        }
        read++;
        if (used > 0 && offset == before) {
            bounds[used - 1] = offset + length; // touching ranges are one
            return;
        }
        if (used == bounds.length) {
            bounds = java.util.Arrays.copyOf(bounds, 2 * used);
        }
        bounds[used++] = offset;
        bounds[used++] = offset + length;
    }

    public IntervalSet ranges() {
        return IntervalSet.ofBounds(java.util.Arrays.copyOf(bounds, used));
    }

    /** @param ranges at most {@link #MAX} */
    public static ByteBuffer encode(byte code, IntervalSet ranges) {
        long[] all = ranges.toBounds();
        ByteBuffer out = ByteBuffer.allocate(5 + all.length * 8).put(code).putInt(all.length / 2);
        for (int i = 0; i < all.length; i += 2) {
            out.putLong(all[i]).putLong(all[i + 1] - all[i]);
        }
        return out.flip();
    }

    /** The set with at most {@link #MAX} intervals: some bytes between the last ones are asked again (tcp.md "Ranged"). */
    public static IntervalSet bounded(IntervalSet set) {
        if (set.count() <= MAX) {
            return set;
        }
        IntervalSet first = set.firstIntervals(MAX - 1);
        return first.union(IntervalSet.of(set.get(MAX - 1).start(), set.end()));
    }
}
