package dtp.csp.store;

import dtp.api.interval.IntervalSet;
import java.nio.ByteBuffer;

/**
 * Intervals in a journal (durability.md §2): varint count, then for each interval varint gap from the end of the one before (the
 * first: from 0) and varint length. A varint has 7 bits a byte, lowest first; bit 7 says that another byte follows.
 */
final class IntervalCoding {
    private static final int MAX_VARINT = 9; // 63 bits

    private IntervalCoding() {}

    static byte[] encode(IntervalSet set) {
        long[] bounds = set.toBounds();
        int length = lengthOf(set.count());
        long at = 0;
        for (long bound : bounds) {
            length += lengthOf(bound - at);
            at = bound;
        }
        ByteBuffer out = ByteBuffer.allocate(length);
        put(out, set.count());
        at = 0;
        for (long bound : bounds) {
            put(out, bound - at);
            at = bound;
        }
        return out.array();
    }

    private static int lengthOf(long value) {
        return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
    }

    private static void put(ByteBuffer out, long value) {
        long left = value;
        while (left > 0x7f) {
            out.put((byte) (left | 0x80));
            left >>>= 7;
        }
        out.put((byte) left);
    }

    static IntervalSet decode(ByteBuffer in) throws JournalFormatException {
        long count = get(in);
        if (count > in.remaining() / 2) {
            throw new JournalFormatException(count + " intervals in " + in.remaining() + " bytes");
        }
        long[] bounds = new long[2 * (int) count];
        long at = 0;
        for (int i = 0; i < bounds.length; i++) {
            long step = get(in);
            if (step > Long.MAX_VALUE - at || (step == 0 && i > 0)) {
                throw new JournalFormatException("bound " + i + " is " + step + " behind " + at);
            }
            at += step;
            bounds[i] = at;
        }
        return IntervalSet.ofBounds(bounds);
    }

    private static long get(ByteBuffer in) throws JournalFormatException {
        long value = 0;
        for (int i = 0; i < MAX_VARINT && in.hasRemaining(); i++) {
            byte b = in.get();
            value |= (long) (b & 0x7f) << (7 * i);
            if (b >= 0) {
                return value;
            }
        }
        throw new JournalFormatException("a number without an end");
    }
}
