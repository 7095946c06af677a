package dtp.csp.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.interval.Interval;
import dtp.api.interval.IntervalSet;
import dtp.tck.sim.SeededTest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every small set, and long random lives against a BitSet. */
class IntervalAccumulatorTest {
    private static final int DOMAIN = 6;

    private static IntervalAccumulator of(BitSet model) {
        IntervalAccumulator made = new IntervalAccumulator();
        for (int bit = model.nextSetBit(0); bit >= 0; bit = model.nextSetBit(bit + 1)) {
            made.add(bit, bit + 1);
        }
        return made;
    }

    private static IntervalSet set(BitSet model) {
        IntervalSet made = IntervalSet.empty();
        for (int bit = model.nextSetBit(0); bit >= 0; bit = model.nextSetBit(model.nextClearBit(bit))) {
            made = made.union(IntervalSet.of(bit, model.nextClearBit(bit)));
        }
        return made;
    }

    private static BitSet range(BitSet of, int start, int end) {
        BitSet range = new BitSet();
        range.set(start, end);
        range.and(of);
        return range;
    }

    private static void assertSame(BitSet model, IntervalAccumulator set) {
        IntervalSet expected = set(model);
        assertEquals(expected, set.snapshot());
        assertEquals(expected.count(), set.count());
        assertEquals(model.cardinality(), set.bytes());
        assertEquals(model.length(), set.end());
        assertEquals(model.isEmpty(), set.isEmpty());
    }

    @Test
    void everySmallSetTakesAndLosesEverySmallInterval() {
        for (int bits = 0; bits < 1 << DOMAIN; bits++) {
            BitSet before = BitSet.valueOf(new long[] {bits});
            for (int start = 0; start <= DOMAIN; start++) {
                for (int end = start; end <= DOMAIN; end++) {
                    claimsOnlyWhatIsNew(before, start, end);
                    removesOnlyWhatIsThere(before, start, end);
                    answersFor(before, start, end);
                }
            }
        }
    }

    private static void claimsOnlyWhatIsNew(BitSet before, int start, int end) {
        IntervalAccumulator set = of(before);
        BitSet missing = new BitSet();
        missing.set(start, end);
        missing.andNot(before);
        List<Interval> parts = new ArrayList<>();
        long added = set.claim(start, end, (s, e) -> parts.add(new Interval(s, e)));
        List<Interval> expected = new ArrayList<>();
        set(missing).forEach(expected::add);
        assertEquals(expected, parts);
        assertEquals(missing.cardinality(), added);
        BitSet after = (BitSet) before.clone();
        after.set(start, end);
        assertSame(after, set);
    }

    private static void removesOnlyWhatIsThere(BitSet before, int start, int end) {
        IntervalAccumulator set = of(before);
        assertEquals(range(before, start, end).cardinality(), set.remove(start, end));
        BitSet after = (BitSet) before.clone();
        after.clear(start, end);
        assertSame(after, set);
    }

    private static void answersFor(BitSet model, int start, int end) {
        IntervalAccumulator set = of(model);
        BitSet range = range(model, start, end);
        assertEquals(range.cardinality() == end - start, set.contains(start, end));
        assertEquals(set(range), set.within(start, end));
        assertEquals(range.cardinality(), set.bytesIn(start, end));
        assertEquals(model.nextClearBit(start), set.contiguousFrom(start));
        BitSet gaps = new BitSet();
        gaps.set(start, end);
        gaps.andNot(model);
        for (int most = 0; most < 4; most++) {
            assertEquals(set(gaps).firstIntervals(most), set.firstGaps(start, end, most));
        }
        assertEquals(set(model).complement(end), set.complement(end));
    }

    @SeededTest(20)
    void aRandomLifeMatchesABitSet(long seed) {
        Random random = new Random(seed);
        int size = 1 << (4 + random.nextInt(12)); // from one leaf to hundreds
        int longest = 1 + random.nextInt(random.nextBoolean() ? 4 : size);
        BitSet model = new BitSet();
        IntervalAccumulator set = new IntervalAccumulator();
        for (int step = 0; step < 6_000; step++) {
            int start = random.nextInt(size);
            int end = Math.min(size, start + random.nextInt(longest + 1));
            int before = model.cardinality();
            if (random.nextInt(5) < 3) {
                model.set(start, end);
                assertEquals(model.cardinality() - before, set.add(start, end));
            } else {
                model.clear(start, end);
                assertEquals(before - model.cardinality(), set.remove(start, end));
            }
            int at = random.nextInt(size);
            assertEquals(model.nextClearBit(at), set.contiguousFrom(at));
            if (step % 500 == 0) {
                assertSame(model, set);
                assertEquals(set(model).complement(size).firstIntervals(5), set.firstGaps(0, size, 5));
            }
        }
        assertSame(model, set);
        set.removeAll(set.snapshot());
        assertSame(new BitSet(), set);
        set.addAll(set(model));
        assertSame(model, set);
    }

    @Test
    void aHundredThousandHolesOpenAndCloseAgain() {
        int holes = 100_000;
        IntervalAccumulator set = new IntervalAccumulator();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i <= holes; i++) {
            order.add(i);
        }
        java.util.Collections.shuffle(order, new Random(1));
        order.forEach(i -> set.add(20L * i, 20L * i + 10));
        assertEquals(holes + 1, set.count());
        assertEquals(holes, set.complement(set.end()).count());
        long large = 1L << 40;
        set.add(large, large + 1);
        assertEquals(10, set.remove(20L * 500, 20L * 500 + 15));
        order.forEach(i -> set.add(20L * i, 20L * i + 20));
        assertEquals(2, set.count());
        assertEquals(20L * (holes + 1) + 1, set.bytes());
        assertEquals(20L * (holes + 1), set.remove(0, large));
        assertEquals(IntervalSet.of(large, large + 1), set.snapshot());
    }

    @Test
    void aWrongIntervalIsRefused() {
        IntervalAccumulator set = new IntervalAccumulator();
        assertThrows(IllegalArgumentException.class, () -> set.add(-1, 4));
        assertThrows(IllegalArgumentException.class, () -> set.remove(5, 4));
        assertTrue(set.isEmpty());
    }

    @Test
    void aDifferenceIsWhatOnlyTheFirstHas() {
        IntervalAccumulator written = new IntervalAccumulator(IntervalSet.of(0, 100));
        IntervalAccumulator durable = new IntervalAccumulator(IntervalSet.ofBounds(10, 20, 90, 110));
        assertEquals(IntervalSet.ofBounds(0, 10, 20, 90), written.minus(durable));
    }
}
