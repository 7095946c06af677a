package dtp.api.interval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every pair of sets over a small domain against BitSet; there are few enough to try them all. */
class IntervalSetTest {
    private static final int DOMAIN = 7;

    private static IntervalSet set(BitSet bits) {
        List<Long> bounds = new ArrayList<>();
        for (int start = bits.nextSetBit(0); start >= 0; ) {
            int end = bits.nextClearBit(start);
            bounds.add((long) start);
            bounds.add((long) end);
            start = bits.nextSetBit(end);
        }
        return IntervalSet.ofBounds(bounds.stream().mapToLong(Long::longValue).toArray());
    }

    private static BitSet bits(int mask) {
        return BitSet.valueOf(new long[] {mask});
    }

    private static BitSet bits(IntervalSet set) {
        BitSet bits = new BitSet();
        set.forEach(i -> bits.set((int) i.start(), (int) i.end()));
        return bits;
    }

    @Test
    void unionMinusAndIntersectAgreeWithABitSetForEveryPairOfSets() {
        for (int a = 0; a < 1 << DOMAIN; a++) {
            for (int b = 0; b < 1 << DOMAIN; b++) {
                IntervalSet first = set(bits(a));
                IntervalSet second = set(bits(b));
                assertEquals(set(bits(a | b)), first.union(second));
                assertEquals(set(bits(a & ~b)), first.minus(second));
                assertEquals(set(bits(a & b)), first.intersect(second));
            }
        }
    }

    @Test
    void complementCountBytesAndContainsAgreeWithABitSetForEverySet() {
        for (int mask = 0; mask < 1 << DOMAIN; mask++) {
            IntervalSet set = set(bits(mask));
            assertEquals(set(bits(~mask & ((1 << DOMAIN) - 1))), set.complement(DOMAIN));
            assertEquals(Integer.bitCount(mask), set.bytes());
            assertEquals(bits(mask), bits(set));
            for (int start = 0; start < DOMAIN; start++) {
                for (int end = start + 1; end <= DOMAIN; end++) {
                    int wanted = ((1 << end) - 1) & -(1 << start);
                    assertEquals(
                            (mask & wanted) == wanted,
                            set.contains(start, end),
                            set + " contains " + start + ".." + end);
                }
            }
        }
    }

    @Test
    void alignedWidensEveryIntervalToUnitsButNotBeyondTheSize() {
        for (int mask = 0; mask < 1 << DOMAIN; mask++) {
            BitSet expected = new BitSet();
            bits(mask).stream().forEach(i -> expected.set(i / 3 * 3, Math.min(DOMAIN, i / 3 * 3 + 3)));
            assertEquals(set(expected), set(bits(mask)).alignedTo(3, DOMAIN));
        }
    }

    @Test
    void anEndThatIsNotKnownYetIsAlignedToTheSize() {
        IntervalSet open = IntervalSet.of(300, Long.MAX_VALUE);
        assertEquals(IntervalSet.of(248, 1000), open.alignedTo(248, 1000));
        assertEquals(IntervalSet.of(248, Long.MAX_VALUE), open.alignedTo(248, Long.MAX_VALUE));
    }

    @Test
    void firstIntervalsCutsBehindTheNumberAskedFor() {
        IntervalSet three = IntervalSet.ofBounds(0, 1, 2, 3, 4, 5);
        assertEquals(IntervalSet.ofBounds(0, 1, 2, 3), three.firstIntervals(2));
        assertEquals(three, three.firstIntervals(3));
        assertEquals(three, three.firstIntervals(4));
        assertTrue(three.firstIntervals(0).isEmpty());
    }

    @Test
    void startAndEndOfTheEmptySetAreZero() {
        assertEquals(0, IntervalSet.empty().start());
        assertEquals(0, IntervalSet.empty().end());
        assertEquals(2, IntervalSet.ofBounds(2, 3, 5, 9).start());
        assertEquals(9, IntervalSet.ofBounds(2, 3, 5, 9).end());
    }

    @Test
    void boundsThatAreNotCanonicalAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> IntervalSet.ofBounds(0, 5, 5, 6));
        assertThrows(IllegalArgumentException.class, () -> IntervalSet.ofBounds(3, 2));
        assertThrows(IllegalArgumentException.class, () -> IntervalSet.ofBounds(-1, 2));
        assertThrows(IllegalArgumentException.class, () -> IntervalSet.ofBounds(1));
        assertThrows(IllegalArgumentException.class, () -> IntervalSet.of(4, 3));
    }

    @Test
    void theCallersArrayIsNeitherKeptNorHandedOut() {
        long[] bounds = {0, 5};
        IntervalSet set = IntervalSet.ofBounds(bounds);
        bounds[1] = 9;
        set.toBounds()[0] = 3;
        assertEquals(IntervalSet.of(0, 5), set);
    }

    @Test
    void aWholeFileWithUnknownEndIsOneInterval() {
        IntervalSet all = IntervalSet.of(0, Long.MAX_VALUE);
        assertTrue(all.contains(1L << 60, 1L << 61));
        assertFalse(all.complement(10).contains(0, 1));
        assertEquals(IntervalSet.of(0, 10), all.intersect(IntervalSet.of(0, 10)));
    }
}
