package dtp.transport.udp.machine;

import dtp.transport.udp.wire.Limits;

/** Which pieces are here, a bit each, in pages that are made when they are first touched. One thread. */
final class Pieces {
    private static final int PAGE_BITS = 1 << 16;

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

    /** The first at or behind {@code from} that is not here; the count when there is none. */
    long nextClear(long from) {
        return next(from, false);
    }

    /** The first at or behind {@code from} that is here; the count when there is none. */
    long nextSet(long from) {
        return next(from, true);
    }

    private long next(long from, boolean set) {
        long at = from;
        while (at < count) {
            long[] page = pages[(int) (at / PAGE_BITS)];
            if (page == null) {
                if (!set) {
                    return at;
                }
                at = (at / PAGE_BITS + 1) * PAGE_BITS;
                continue;
            }
            int word = (int) (at % PAGE_BITS) >> 6;
            long bits = (set ? page[word] : ~page[word]) >>> at;
            if (bits != 0) {
                return Math.min(count, at + Long.numberOfTrailingZeros(bits));
            }
            at = (at / 64 + 1) * 64;
        }
        return count;
    }

    /** @return false when it was here already */
    boolean add(long piece) {
        int at = (int) (piece / PAGE_BITS);
        if (pages[at] == null) {
            pages[at] = new long[PAGE_BITS / 64];
        }
        int bit = (int) (piece % PAGE_BITS);
        boolean is = (pages[at][bit >> 6] & 1L << bit) != 0;
        pages[at][bit >> 6] |= 1L << bit;
        return !is;
    }

    void remove(long piece) {
        int bit = (int) (piece % PAGE_BITS);
        pages[(int) (piece / PAGE_BITS)][bit >> 6] &= ~(1L << bit);
    }
}
