package dtp.csp.dtp;

import dtp.api.interval.IntervalSet;
import dtp.csp.wire.ChunkRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Ascending, disjoint ranges of chunks that are asked about for every packet. The node's thread. */
final class ChunkRanges {
    /** first0 last0 first1 last1 …, inclusive, ascending. */
    private long[] bounds;

    private int hint;

    ChunkRanges(List<ChunkRange> ranges) {
        bounds = new long[2 * ranges.size()];
        for (int i = 0; i < ranges.size(); i++) {
            bounds[2 * i] = ranges.get(i).first();
            bounds[2 * i + 1] = ranges.get(i).last();
        }
    }

    /** The chunks that bytes lie in: what is widened by [T10]. */
    static List<ChunkRange> covering(IntervalSet bytes, int unit) {
        List<ChunkRange> out = new ArrayList<>();
        long next = 0;
        long[] bounds = bytes.toBounds();
        for (int i = 0; i < bounds.length; i += 2) {
            long first = Math.max(next, bounds[i] / unit);
            long last = Math.min(ChunkRange.LAST, (bounds[i + 1] - 1) / unit);
            if (first <= last) {
                out.add(new ChunkRange(first, last));
                next = last + 1;
            }
        }
        return out;
    }

    int count() {
        return bounds.length / 2;
    }

    long first(int range) {
        return bounds[2 * range];
    }

    long last(int range) {
        return bounds[2 * range + 1];
    }

    long chunks() {
        long n = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            n += bounds[i + 1] - bounds[i] + 1;
        }
        return n;
    }

    /** False when there are none. */
    boolean endAt(long chunk) {
        return bounds.length > 0 && bounds[bounds.length - 1] == chunk;
    }

    boolean contains(long chunk) {
        if (hint < bounds.length && bounds[hint] <= chunk && chunk <= bounds[hint + 1]) {
            return true;
        }
        int low = 0;
        int high = bounds.length / 2 - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            if (chunk < bounds[2 * middle]) {
                high = middle - 1;
            } else if (chunk > bounds[2 * middle + 1]) {
                low = middle + 1;
            } else {
                hint = 2 * middle;
                return true;
            }
        }
        return false;
    }

    /** Intervals that begin behind a chunk. */
    int intervalsBehind(long chunk) {
        int intervals = 0;
        for (int i = 0; i < count(); i++) {
            intervals += first(i) > chunk ? 1 : 0;
        }
        return intervals;
    }

    /** Chunks in order behind one that is contained; all for -1. */
    long chunksBehind(long chunk) {
        long n = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            n += Math.max(0, bounds[i + 1] - Math.max(bounds[i] - 1, chunk));
        }
        return n;
    }

    /** Cuts off what is not below {@code chunks}. */
    void limit(long chunks) {
        int kept = 0;
        while (kept < bounds.length && bounds[kept] < chunks) {
            bounds[kept + 1] = Math.min(bounds[kept + 1], chunks - 1);
            kept += 2;
        }
        bounds = Arrays.copyOf(bounds, kept);
        hint = 0;
    }
}
