package dtp.transport.tcp.machine;

import dtp.api.interval.Interval;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.Sink;
import java.nio.ByteBuffer;

/**
 * Gives the bytes of given ranges, as they come in order, to a sink, and holds the line while the sink is slow. One machine's
 * thread.
 */
final class BodyIntake {
    /** Up to this a copy is cheaper than handing over; so much at once the sink always has room for. */
    private static final int COPY_BYTES = 16 << 10;
    /** Below this share of its receive buffer it is copied, or the sink's bound for bytes would bound a fraction of the memory. */
    private static final int HAND_OVER_SHARE = 4;

    /** How the taking went on. */
    enum Step {
        /** All that came is taken, more is to come. */
        MORE,
        /** The sink has no room: the line is paused. */
        HELD,
        /** The last byte is taken. */
        COMPLETE,
        /** The sink takes nothing any more. */
        CLOSED
    }

    private final Line line;
    private final Sink sink;
    private final IntervalSet ranges;
    private int current;
    private long at;
    private boolean held;

    BodyIntake(Line line, Sink sink, IntervalSet ranges) {
        this.line = line;
        this.sink = sink;
        this.ranges = ranges;
        at = ranges.start();
        line.expect(ranges.bytes());
    }

    boolean isHeld() {
        return held;
    }

    boolean isComplete() {
        return current == ranges.count();
    }

    Step take(Inflow in) {
        ByteBuffer data = in.data();
        while (!isComplete() && data.hasRemaining()) {
            Interval range = ranges.get(current);
            int bytes = (int) Math.min(data.remaining(), range.end() - at);
            boolean handsOver = bytes > COPY_BYTES && (long) bytes * HAND_OVER_SHARE >= in.heldBytes();
            bytes = handsOver ? bytes : Math.min(bytes, COPY_BYTES);
            ByteBuffer part = data.slice(data.position(), bytes);
            Sink.Take taken = handsOver ? handOver(in, part) : sink.write(at, part);
            if (taken == Sink.Take.CLOSED) {
                return Step.CLOSED;
            }
            if (taken == Sink.Take.FULL) {
                hold();
                return Step.HELD;
            }
            data.position(data.position() + bytes);
            at += bytes;
            if (at == range.end()) {
                current++;
                at = isComplete() ? at : ranges.get(current).start();
            }
            if (taken == Sink.Take.SLOW && !isComplete()) {
                hold();
                return Step.HELD;
            }
        }
        return isComplete() ? Step.COMPLETE : Step.MORE;
    }

    private Sink.Take handOver(Inflow in, ByteBuffer part) {
        Runnable release = in.retain();
        Sink.Take taken = sink.write(at, part, release);
        if (taken == Sink.Take.FULL || taken == Sink.Take.CLOSED) {
            release.run(); // [K04] it is still ours
        }
        return taken;
    }

    private void hold() {
        held = true;
        line.pause();
        sink.whenReady(() -> line.later(nowNs -> {
            held = false;
            line.resume();
        }));
    }
}
