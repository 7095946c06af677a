package dtp.transport.zmq.machine;

import dtp.api.interval.Interval;
import dtp.api.interval.IntervalSet;
import java.util.NoSuchElementException;

/** Takes a set of byte positions piece by piece, from the front. Owned by the thread of its machine. */
final class Pieces {
    private final IntervalSet set;
    private int index;
    private long at;

    Pieces(IntervalSet set) {
        this.set = set;
        this.at = set.start();
    }

    boolean hasNext() {
        return index < set.count();
    }

    /** At most so many bytes, 1 or more; of one interval. */
    Interval next(int most) {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        long end = set.get(index).end();
        long to = Math.min(end, at + most);
        Interval piece = new Interval(at, to);
        at = to;
        if (to == end) {
            index++;
            at = hasNext() ? set.get(index).start() : to;
        }
        return piece;
    }
}
