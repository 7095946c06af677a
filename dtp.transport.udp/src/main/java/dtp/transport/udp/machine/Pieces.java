package dtp.transport.udp.machine;

import dtp.transport.udp.wire.Limits;
import java.util.Arrays;

/**
 * Which pieces are here, a bit each, in pages that are made when they are first touched; those that are all here without having
 * come share one. One thread.
 */
final class Pieces {
    private static final int PAGE_BITS = 1 << 16;
    /** Never written. */
    private static final long[] ALL = new long[PAGE_BITS / 64];

    static {
        Arrays.fill(ALL, -1);
    }

    private final long[][] pages;
    private final long count;

    /** @param count 0 to {@link Limits#MAX_PIECES}, checked by the decoder */
    Pieces(long count) {
        if (count < 0 || count > Limits.MAX_PIECES) {
            throw new IllegalArgumentException(count + " pieces");
        }
        this.count = count;
        pages = new long[(int) ((count + PAGE_BITS - 1) / PAGE_BITS)][];
    }

    long count() {
        return count;
    }

    boolean has(long piece) {
        long[] page = pages[(int) (piece / PAGE_BITS)];
        int bit = (int) (piece % PAGE_BITS);
        return page != null && (page[bit >> 6] & 1L << bit) != 0;
    }

    /** The first of [from, end) that is not here; the end when there is none. */
    long nextClear(long from, long end) {
        return next(from, end, false);
    }

    /** The first of [from, end) that is here; the end when there is none. */
    long nextSet(long from, long end) {
        return next(from, end, true);
    }

    private long next(long from, long end, boolean set) {
        long at = from;
        while (at < end) {
            long[] page = pages[(int) (at / PAGE_BITS)];
            if (page == null || page == ALL) {
                if (set == (page == ALL)) {
                    return at;
                }
                at = (at / PAGE_BITS + 1) * PAGE_BITS;
                continue;
            }
            int word = (int) (at % PAGE_BITS) >> 6;
            long bits = (set ? page[word] : ~page[word]) >>> at;
            if (bits != 0) {
                return Math.min(end, at + Long.numberOfTrailingZeros(bits));
            }
            at = (at / 64 + 1) * 64;
        }
        return end;
    }

    /** @return false when it was here already */
    boolean add(long piece) {
        long[] page = own((int) (piece / PAGE_BITS));
        int bit = (int) (piece % PAGE_BITS);
        boolean is = (page[bit >> 6] & 1L << bit) != 0;
        if (!is) {
            page[bit >> 6] |= 1L << bit;
        }
        return !is;
    }

    /** Those of [first, end): whole pages cost nothing. */
    void addAll(long first, long end) {
        long at = first;
        while (at < end) {
            int index = (int) (at / PAGE_BITS);
            long pageEnd = Math.min((index + 1L) * PAGE_BITS, count);
            long to = Math.min(end, pageEnd);
            if (at % PAGE_BITS == 0 && to == pageEnd) {
                pages[index] = ALL;
            } else if (pages[index] != ALL) {
                fill(own(index), (int) (at % PAGE_BITS), (int) (to - (long) index * PAGE_BITS));
            }
            at = to;
        }
    }

    private static void fill(long[] page, int from, int to) {
        int last = (to - 1) >> 6;
        for (int word = from >> 6; word <= last; word++) {
            long mask = word == from >> 6 ? -1L << from : -1L;
            page[word] |= word == last ? mask & -1L >>> -to : mask;
        }
    }

    void remove(long piece) {
        int index = (int) (piece / PAGE_BITS);
        if (pages[index] == ALL) {
            pages[index] = ALL.clone();
        }
        int bit = (int) (piece % PAGE_BITS);
        own(index)[bit >> 6] &= ~(1L << bit);
    }

    private long[] own(int index) {
        if (pages[index] == null) {
            pages[index] = new long[PAGE_BITS / 64];
        }
        return pages[index];
    }
}
