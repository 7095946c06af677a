package dtp.transport.zmq.machine;

import dtp.api.interval.Interval;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.Sink;
import dtp.transport.zmq.wire.Answer;
import java.util.ArrayDeque;
import java.util.Deque;

/** One fetch on its way. Owned by the thread of its machine. */
final class ReadRun {
    /** Damaged bytes are asked for again so often. */
    private static final int MOST_DAMAGED = 3;

    private final IntervalSet wanted;
    private final Sink sink;
    private final Deque<Interval> again = new ArrayDeque<>();
    private Pieces pieces = new Pieces(IntervalSet.empty());
    private Answer.Stat stat;
    private int asked;
    private int writing;
    private int roomless;
    private int damaged;
    private dtp.api.transport.End end;

    ReadRun(IntervalSet wanted, Sink sink) {
        this.wanted = wanted;
        this.sink = sink;
    }

    Sink sink() {
        return sink;
    }

    boolean begun() {
        return stat != null;
    }

    /** All of it is asked of that version. */
    void begin(Answer.Stat told) {
        stat = told;
        pieces = new Pieces(wanted.intersect(IntervalSet.of(0, told.size())));
    }

    String version() {
        return stat.version();
    }

    /** Whether what is there now is what it began with. */
    boolean isOf(Answer.Stat now) {
        return stat.size() == now.size() && stat.version().equals(now.version());
    }

    boolean hasNext() {
        return end == null && roomless == 0 && (!again.isEmpty() || pieces.hasNext());
    }

    Interval next(int most) {
        asked++;
        return again.isEmpty() ? pieces.next(most) : again.poll();
    }

    void answered() {
        asked--;
    }

    void writing() {
        writing++;
        roomless++;
    }

    void given() {
        writing--;
    }

    void room() {
        roomless--;
    }

    /** @return false when it was damaged too often */
    boolean damaged(long offset, long endOfIt) {
        again.add(new Interval(offset, endOfIt));
        return ++damaged <= MOST_DAMAGED;
    }

    /** Nothing is asked for any more; the end is told when the sink's last call has returned. */
    void stop(dtp.api.transport.End how) {
        if (end == null) {
            end = how;
        }
    }

    dtp.api.transport.End end() {
        return end;
    }

    boolean isQuiet() {
        return writing == 0;
    }

    boolean isComplete() {
        return begun() && asked == 0 && writing == 0 && roomless == 0 && again.isEmpty() && !pieces.hasNext();
    }
}
