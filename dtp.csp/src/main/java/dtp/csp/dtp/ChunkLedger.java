package dtp.csp.dtp;

import dtp.csp.wire.ChunkRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which chunks a fetch wants and which of them have been taken: only this decides whether a round is complete, never a count of
 * packets (csp-dtp.md §9). A bit a chunk, in pages that are made when their first chunk comes. The node's thread.
 */
final class ChunkLedger {
    private static final int PAGE_BITS = 16;
    private static final int PAGE_WORDS = 1 << PAGE_BITS - 6;

    private final ChunkRanges wanted;
    private long[][] pages = new long[1][];
    private long missing;

    /** @param ranges ascending, disjoint */
    ChunkLedger(List<ChunkRange> ranges) {
        wanted = new ChunkRanges(ranges);
        missing = wanted.chunks();
    }

    /** Chunks wanted and not taken. */
    long missing() {
        return missing;
    }

    boolean wants(long chunk) {
        return wanted.contains(chunk);
    }

    boolean has(long chunk) {
        int page = (int) (chunk >>> PAGE_BITS);
        return page < pages.length && pages[page] != null && (pages[page][word(chunk)] & 1L << chunk) != 0;
    }

    /** Notes a wanted chunk as taken. @return false: it was taken before, or is not wanted */
    boolean take(long chunk) {
        if (!wants(chunk)) {
            return false;
        }
        long[] page = page(chunk);
        long bit = 1L << chunk;
        if ((page[word(chunk)] & bit) != 0) {
            return false;
        }
        page[word(chunk)] |= bit;
        missing--;
        return true;
    }

    private long[] page(long chunk) {
        int index = (int) (chunk >>> PAGE_BITS);
        if (index >= pages.length) {
            pages = Arrays.copyOf(pages, Math.min(1 << PAGE_BITS, Math.max(index + 1, 2 * pages.length)));
        }
        if (pages[index] == null) {
            pages[index] = new long[PAGE_WORDS];
        }
        return pages[index];
    }

    private static int word(long chunk) {
        return (int) (chunk >>> 6) & PAGE_WORDS - 1;
    }

    /** The payload has only so many chunks: nothing behind them is wanted. */
    void limit(long chunks) {
        wanted.limit(chunks);
        missing = missingIn(wanted);
    }

    /** Chunks of the ranges, all of them wanted, that are not taken. */
    long missingIn(ChunkRanges ranges) {
        long n = 0;
        for (int i = 0; i < ranges.count(); i++) {
            n += ranges.last(i) - ranges.first(i) + 1 - taken(ranges.first(i), ranges.last(i));
        }
        return n;
    }

    private long taken(long first, long last) {
        long n = 0;
        long at = first;
        while (at <= last) {
            int page = (int) (at >>> PAGE_BITS);
            if (page >= pages.length) {
                return n;
            }
            if (pages[page] == null) {
                at = (long) (page + 1) << PAGE_BITS;
                continue;
            }
            long wordEnd = Math.min(last, at | 63);
            long mask = -1L << at & -1L >>> 63 - wordEnd;
            n += Long.bitCount(pages[page][word(at)] & mask);
            at = wordEnd + 1;
        }
        return n;
    }

    /**
     * What is missing from {@code from} on, ascending.
     *
     * @param maxRanges most ranges
     * @param maxChunks most chunks in all of them
     */
    List<ChunkRange> missingFrom(long from, int maxRanges, long maxChunks) {
        List<ChunkRange> out = new ArrayList<>();
        long room = maxChunks;
        for (int i = 0; i < wanted.count() && out.size() < maxRanges && room > 0; i++) {
            long last = wanted.last(i);
            long at = next(Math.max(from, wanted.first(i)), last, false);
            while (at <= last && out.size() < maxRanges && room > 0) {
                long end = next(at, last, true);
                end = end - at > room ? at + room : end;
                out.add(new ChunkRange(at, end - 1));
                room -= end - at;
                at = next(end, last, false);
            }
        }
        return out;
    }

    /** The first chunk from {@code at} to {@code last} that is taken, or is not; last + 1 when there is none. */
    private long next(long at, long last, boolean wantTaken) {
        long chunk = at;
        while (chunk <= last) {
            int page = (int) (chunk >>> PAGE_BITS);
            if (page >= pages.length || pages[page] == null) {
                if (!wantTaken) {
                    return chunk;
                }
                chunk = page >= pages.length ? last + 1 : (long) (page + 1) << PAGE_BITS;
                continue;
            }
            long bits = pages[page][word(chunk)];
            long candidates = (wantTaken ? bits : ~bits) & -1L << chunk;
            if (candidates != 0) {
                return Math.min(last + 1, (chunk & ~63L) + Long.numberOfTrailingZeros(candidates));
            }
            chunk = (chunk | 63) + 1;
        }
        return last + 1;
    }
}
