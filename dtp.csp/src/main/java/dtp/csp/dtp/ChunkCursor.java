package dtp.csp.dtp;

import dtp.csp.wire.ChunkRange;
import java.util.List;

/**
 * Walks the chunks of a request in the order of its intervals (csp-dtp.md §6). The reader ahead and the sender have one each.
 * The thread that owns it.
 */
final class ChunkCursor {
    private final List<ChunkRange> ranges;
    private final long size;
    private final int unit;
    private int range;
    private long chunk;

    /**
     * @param ranges within the payload
     * @param size of the payload in bytes
     * @param unit bytes of a chunk
     */
    ChunkCursor(List<ChunkRange> ranges, long size, int unit) {
        this.ranges = ranges;
        this.size = size;
        this.unit = unit;
        this.chunk = ranges.isEmpty() ? 0 : ranges.get(0).first();
    }

    /** Chunks of a payload. */
    static long chunks(long size, int unit) {
        return size / unit + (size % unit == 0 ? 0 : 1);
    }

    /** Bytes of all chunks of the ranges. */
    static long bytes(List<ChunkRange> ranges, long size, int unit) {
        long n = 0;
        for (ChunkRange r : ranges) {
            n += Math.min(size, (r.last() + 1) * unit) - r.first() * unit;
        }
        return n;
    }

    boolean atEnd() {
        return range >= ranges.size();
    }

    /** The chunk to come; not at the end. */
    long chunk() {
        return chunk;
    }

    long offset() {
        return chunk * unit;
    }

    /** Bytes of the chunk to come: all but the payload's last have the unit. */
    int length() {
        return (int) Math.min(unit, size - chunk * unit);
    }

    void next() {
        if (chunk < ranges.get(range).last()) {
            chunk++;
        } else if (++range < ranges.size()) {
            chunk = ranges.get(range).first();
        }
    }

    /** Steps over as many chunks, at most {@code maxBytes}, as lie side by side. @return their bytes, 0: not even one has room */
    int run(int maxBytes) {
        long end = Math.min(size, (ranges.get(range).last() + 1) * unit);
        long offset = offset();
        if (end - offset <= maxBytes) {
            chunk = ranges.get(range).last();
            next();
            return (int) (end - offset);
        }
        int whole = maxBytes / unit;
        chunk += whole;
        return whole * unit;
    }
}
