package dtp.csp.session;

import dtp.api.interval.IntervalSet;
import dtp.csp.store.IntervalAccumulator;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Accepted ⊇ written ⊇ durable, and the size. Its monitor is the session's one lock: held for set arithmetic and the copy of a
 * datagram only, never while calling out. Any thread.
 */
final class SessionSets {
    private static final long UNKNOWN = -1;

    private final IntervalAccumulator accepted = new IntervalAccumulator();
    private final IntervalAccumulator written = new IntervalAccumulator();
    /** Written since the last checkpoint began. */
    private final IntervalAccumulator fresh = new IntervalAccumulator();

    private final IntervalAccumulator durable = new IntervalAccumulator();
    private long size = UNKNOWN;
    private long[] parts = new long[16];
    private int bounds;

    synchronized void restore(IntervalSet held, OptionalLong knownSize) {
        accepted.addAll(held);
        written.addAll(held);
        durable.addAll(held);
        size = knownSize.orElse(UNKNOWN);
    }

    /** True when [offset, offset + length) can be part of the payload. */
    synchronized boolean fits(long offset, int length) {
        return offset >= 0 && offset <= (size == UNKNOWN ? Long.MAX_VALUE : size) - length;
    }

    /** Adds to accepted. @return number of parts that are new, see {@link #part}; valid until the next claim */
    synchronized int claim(long start, long end) {
        bounds = 0;
        accepted.claim(start, end, this::remember);
        return bounds / 2;
    }

    private void remember(long start, long end) {
        if (bounds + 2 > parts.length) {
            parts = Arrays.copyOf(parts, 2 * parts.length);
        }
        parts[bounds++] = start;
        parts[bounds++] = end;
    }

    /** Bounds of the parts of the last claim. Under the lock. */
    long part(int bound) {
        return parts[bound];
    }

    /** A copy of the bounds of the last claim. Under the lock. */
    long[] parts() {
        return Arrays.copyOf(parts, bounds);
    }

    synchronized void undoClaim() {
        for (int i = 0; i < bounds; i += 2) {
            accepted.remove(parts[i], parts[i + 1]);
        }
    }

    synchronized void unaccept(Load load) {
        for (int i = 0; i < load.runs(); i++) {
            accepted.remove(load.fileOffset(i), load.fileOffset(i) + load.length(i));
        }
    }

    synchronized void wrote(Load load) {
        for (int i = 0; i < load.runs(); i++) {
            long start = load.fileOffset(i);
            written.add(start, start + load.length(i));
            fresh.add(start, start + load.length(i));
        }
    }

    /** What the next checkpoint makes durable. */
    synchronized IntervalSet takeFresh() {
        IntervalSet batch = fresh.snapshot();
        fresh.clear();
        return batch;
    }

    synchronized void nowDurable(IntervalSet batch) {
        durable.addAll(batch);
    }

    /** The checkpoint that took it could not record it. */
    synchronized void notTaken(IntervalSet batch) {
        fresh.addAll(batch);
    }

    synchronized void notDurable(IntervalSet batch) {
        durable.removeAll(batch);
    }

    /** A failed sync: nothing that is not durable may be believed any more. @return what is given up */
    synchronized IntervalSet giveUpAllButDurable() {
        IntervalSet lost = written.minus(durable);
        giveUp(lost);
        return lost;
    }

    synchronized void giveUp(IntervalSet lost) {
        accepted.removeAll(lost);
        written.removeAll(lost);
        fresh.removeAll(lost);
        durable.removeAll(lost);
    }

    /** @return false when something is accepted behind it, or another size is known */
    synchronized boolean setSize(long bytes) {
        if (accepted.end() > bytes || (size != UNKNOWN && size != bytes)) {
            return false;
        }
        size = bytes;
        return true;
    }

    /** The size is open again; only when nothing is held. */
    synchronized void forgetSize() {
        if (accepted.isEmpty()) {
            size = UNKNOWN;
        }
    }

    synchronized OptionalLong size() {
        return size == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(size);
    }

    /** Complement of accepted; up to Long.MAX_VALUE while the size is unknown. */
    synchronized IntervalSet missing() {
        return accepted.complement(size == UNKNOWN ? Long.MAX_VALUE : size);
    }

    /** Nothing is missing any more, though it may not be written yet. */
    synchronized boolean allAccepted() {
        return accepted.bytes() == size;
    }

    synchronized boolean allWritten() {
        return written.bytes() == size;
    }

    synchronized boolean holdsNothing() {
        return accepted.isEmpty();
    }

    synchronized boolean isWritten(long start, long end) {
        return written.contains(start, end);
    }

    /** The end of the written run that {@code position} is in, or {@code position}. */
    synchronized long writtenFrom(long position) {
        return written.contiguousFrom(position);
    }

    /** The written part of [start, end). */
    synchronized IntervalSet writtenWithin(long start, long end) {
        return written.within(start, end);
    }

    /** The first gap at or behind {@code position}, up to the size; empty when there is none. */
    synchronized IntervalSet gapFrom(long position) {
        return written.firstGaps(position, size == UNKNOWN ? Long.MAX_VALUE : size, 1);
    }

    synchronized IntervalSet written() {
        return written.snapshot();
    }

    synchronized IntervalSet durable() {
        return durable.snapshot();
    }

    synchronized long writtenBytes() {
        return written.bytes();
    }

    synchronized long durableBytes() {
        return durable.bytes();
    }

    /** Gaps in written below the size; the open end of an unknown size is none. */
    synchronized int holes() {
        long end = size == UNKNOWN ? written.end() : size;
        if (end == 0) {
            return 0;
        }
        int gaps = written.count() - 1;
        gaps += written.contains(0, 1) ? 0 : 1;
        return gaps + (written.end() == end || written.isEmpty() ? 0 : 1);
    }
}
