package dtp.csp.wire;

/**
 * An interval of a request: chunk numbers, both ends inclusive (csp-dtp.md §5).
 *
 * @param first 0 to {@link #LAST}
 * @param last not below {@code first}
 */
public record ChunkRange(long first, long last) {
    /** As the end: everything. Used with start 0 only (csp-dtp.md §9). */
    public static final long LAST = 0xffff_ffffL;

    public static final ChunkRange EVERYTHING = new ChunkRange(0, LAST);

    /** The first request that is safe for every size (csp-dtp.md §9). */
    public static final ChunkRange FIRST_CHUNK = new ChunkRange(0, 0);

    public ChunkRange {
        if (first < 0 || last < first || last > LAST) {
            throw new IllegalArgumentException("not a range of chunks: " + first + " to " + last);
        }
    }

    public long chunks() {
        return last - first + 1;
    }
}
