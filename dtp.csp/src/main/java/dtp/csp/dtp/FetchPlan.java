package dtp.csp.dtp;

import dtp.api.interval.IntervalSet;
import dtp.csp.wire.ChunkRange;
import java.util.List;

/**
 * What one fetch wants, in chunks of the MTU that holds, what of it has come, and what is to be asked for next. The node's
 * thread.
 */
final class FetchPlan {
    private final DtpDownload download;
    private final IntervalSet wanted;
    private ChunkLedger ledger;
    private int unit;
    /** Everything before it was asked for. */
    private long front;

    FetchPlan(DtpDownload download, IntervalSet wanted) {
        this.download = download;
        this.wanted = wanted;
    }

    /** Nothing was taken so far: starts afresh with the MTU that holds now. */
    void begin() {
        unit = download.unit();
        front = 0;
        ledger = new ChunkLedger(ChunkRanges.covering(wanted, unit));
    }

    ChunkLedger ledger() {
        return ledger;
    }

    /** Bytes of a chunk. */
    int unit() {
        return unit;
    }

    /** Chunks of the whole payload; its size is known. */
    long chunksOfSize() {
        return ChunkCursor.chunks(download.size(), unit);
    }

    long missingBytes() {
        return ledger.missing() * unit;
    }

    boolean isComplete() {
        return ledger.missing() == 0 && (download.size() >= 0 || isOfGaps());
    }

    boolean nothingLeft() {
        return ledger.missingFrom(front, 1, 1).isEmpty();
    }

    boolean misses(int dataUnit, long first, long last) {
        List<ChunkRange> next = dataUnit == unit ? ledger.missingFrom(first, 1, 1) : List.of();
        return !next.isEmpty() && next.get(0).first() <= last;
    }

    /** The whole payload, and nothing was asked for yet. */
    boolean asksForEverything() {
        return front == 0 && wanted.count() == 1 && wanted.start() == 0 && wanted.end() == Long.MAX_VALUE;
    }

    /** The size was known when it began. */
    boolean isOfGaps() {
        return wanted.end() != Long.MAX_VALUE;
    }

    /** What is missing and was not asked for, as much as one request may have. */
    List<ChunkRange> next(long mostChunks) {
        return ledger.missingFrom(front, download.maxRanges(), mostChunks);
    }

    void asked(List<ChunkRange> ranges) {
        front = ranges.get(ranges.size() - 1).last() + 1;
    }

    void askAgainFrom(long chunk) {
        front = Math.min(front, chunk);
    }

    /** {@link Long#MAX_VALUE}: up to an end that is not known. */
    long bytesOf(List<ChunkRange> ranges) {
        if (ranges.get(ranges.size() - 1).last() == ChunkRange.LAST) {
            return Long.MAX_VALUE;
        }
        long bytes = 0;
        for (ChunkRange range : ranges) {
            bytes += range.chunks() * unit;
        }
        return bytes;
    }
}
