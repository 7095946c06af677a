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
