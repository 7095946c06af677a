package dtp.csp.dtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.csp.wire.ChunkRange;
import dtp.tck.sim.SeededTest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The set that decides whether a round is complete, against a bit set. */
class ChunkLedgerTest {
    @SeededTest(200)
    void itAgreesWithABitSetWhateverComesInWhateverOrder(long seed) {
        Random random = new Random(seed);
        int top = random.nextInt(10) == 0 ? 200_000 : 300;
        BitSet wanted = new BitSet();
        List<ChunkRange> ranges = new ArrayList<>();
        for (int at = random.nextInt(20); at < top && ranges.size() < 20; at += 2 + random.nextInt(top / 4)) {
            int last = Math.min(top, at + random.nextInt(top / 4));
            ranges.add(new ChunkRange(at, last));
            wanted.set(at, last + 1);
            at = last;
        }
        ChunkLedger ledger = new ChunkLedger(ranges);
        BitSet held = new BitSet();
        for (int i = 0; i < 400; i++) {
            int chunk = random.nextInt(top + 50);
            boolean news = wanted.get(chunk) && !held.get(chunk);
            assertEquals(wanted.get(chunk), ledger.wants(chunk));
            assertEquals(held.get(chunk), ledger.has(chunk));
            assertEquals(news, ledger.take(chunk));
            if (news) {
                held.set(chunk);
            }
        }
        if (random.nextBoolean()) {
            int limit = 1 + random.nextInt(top);
            ledger.limit(limit);
            wanted.clear(limit, top + 100);
        }
        BitSet missing = (BitSet) wanted.clone();
        missing.andNot(held);
        assertEquals(missing.cardinality(), ledger.missing());
        int from = random.nextInt(top);
        int mostRanges = 1 + random.nextInt(10);
        long mostChunks = 1L + random.nextInt(top);
        assertEquals(model(missing, from, mostRanges, mostChunks), ledger.missingFrom(from, mostRanges, mostChunks));
    }

    private static List<ChunkRange> model(BitSet missing, int from, int mostRanges, long mostChunks) {
        List<ChunkRange> out = new ArrayList<>();
        long room = mostChunks;
        int at = missing.nextSetBit(from);
        while (at >= 0 && out.size() < mostRanges && room > 0) {
            long end = Math.min(missing.nextClearBit(at), at + room);
            out.add(new ChunkRange(at, end - 1));
            room -= end - at;
            at = missing.nextSetBit((int) end);
        }
        return out;
    }

    @Test
    void everythingCostsNothingUntilChunksCome() {
        ChunkLedger ledger = new ChunkLedger(List.of(ChunkRange.EVERYTHING));
        assertTrue(ledger.take(ChunkRange.LAST));
        assertFalse(ledger.take(ChunkRange.LAST));
        assertTrue(ledger.take(0));
        ledger.limit(10);
        assertEquals(9, ledger.missing());
        assertEquals(List.of(new ChunkRange(1, 9)), ledger.missingFrom(0, 8, Long.MAX_VALUE));
    }
}
