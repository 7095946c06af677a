package dtp.transport.udp.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Pieces against a plain set of bits, across the bounds of pages. */
class PiecesTest {
    @Test
    void whateverIsAddedAndRemovedItIsWhatAPlainSetOfBitsSays() {
        for (int seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int count = random.nextInt(1, 300_000);
            Pieces pieces = new Pieces(count);
            BitSet model = new BitSet(count);
            for (int step = 0; step < 20; step++) {
                int from = near(random, count);
                int to = near(random, count);
                int first = Math.min(from, to);
                int end = Math.max(from, to);
                switch (random.nextInt(3)) {
                    case 0 -> {
                        pieces.addAll(first, end);
                        model.set(first, end);
                    }
                    case 1 -> {
                        int one = Math.min(first, count - 1);
                        assertEquals(!model.get(one), pieces.add(one));
                        model.set(one);
                    }
                    default -> {
                        int one = Math.min(first, count - 1);
                        pieces.remove(one);
                        model.clear(one);
                    }
                }
                int set = model.nextSetBit(first);
                assertEquals(set < 0 ? end : Math.min(set, end), pieces.nextSet(first, end), "seed " + seed);
                assertEquals(Math.min(model.nextClearBit(first), end), pieces.nextClear(first, end), "seed " + seed);
            }
            for (int i = 0; i < count; i++) {
                assertEquals(model.get(i), pieces.has(i), "seed " + seed + " piece " + i);
            }
        }
    }

    /** Anywhere, or at the bound of a page, or at an end. */
    private static int near(SplittableRandom random, int count) {
        int page = random.nextInt(6) * (1 << 16) + random.nextInt(3) - 1;
        return random.nextInt(3) == 0 ? random.nextInt(count + 1) : Math.max(0, Math.min(count, page));
    }
}
