package dtp.transport.udp.machine;

import dtp.api.interval.Interval;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.End;
import dtp.api.transport.Sink;
import dtp.transport.udp.wire.Limits;
import dtp.transport.udp.wire.Packet.IrqAck;
import java.util.function.Consumer;

/** What a get has of its file and still wants, and the way to the sink. One thread. */
final class Haul implements Gather.Owner {
    private final Sink sink;
    private final Surroundings around;
    private final Consumer<End> stop;
    private IntervalSet wanted;
    private IrqAck info;
    private Gather gather;
    private Arrivals arrivals;

    /** @param stop is told when the sink wants nothing more */
    Haul(IntervalSet wanted, Sink sink, Surroundings around, Consumer<End> stop) {
        this.wanted = wanted;
        this.sink = sink;
        this.around = around;
        this.stop = stop;
    }

    /** Null before the first server has told. */
    IrqAck info() {
        return info;
    }

    /** Null before the first server has told. */
    Arrivals arrivals() {
        return arrivals;
    }

    boolean begun() {
        return arrivals != null;
    }

    boolean complete() {
        return begun() && arrivals.complete();
    }

    /** All of a file that has bytes is wanted. */
    boolean whole() {
        return info.size() > 0 && wanted.contains(0, info.size());
    }

    /** The same, and the first of it is here: what is held is of the file as it is now. */
    boolean wholeHasBegun() {
        return whole() && arrivals.hasAny();
    }

    /** From now on the pieces are those that were told; what came in others stays. */
    void begin(IrqAck told) {
        if (gather == null) {
            gather = new Gather(sink, around.buffers(), this);
        } else {
            gather.flush();
            wanted = arrivals.missing();
        }
        info = told;
        arrivals = new Arrivals(told.size(), told.piece(), told.count(), gather);
        IntervalSet bytes = wanted.intersect(IntervalSet.of(0, told.size()));
        long at = 0;
        for (Interval part : bytes.alignedTo(told.piece(), told.size())) {
            long first = part.start() / told.piece();
            long end = Limits.pieces(part.end(), told.piece());
            arrivals.refuse(at, first);
            arrivals.want(first, end);
            at = end;
        }
        arrivals.refuse(at, told.count());
    }

    void run(long nowNs) {
        if (gather != null) {
            gather.run(nowNs);
        }
    }

    long deadlineNs() {
        return gather == null ? Long.MAX_VALUE : gather.deadlineNs();
    }

    /** @param keep what has gathered is given to the sink */
    void close(boolean keep) {
        if (gather != null) {
            if (keep) {
                gather.flush();
            }
            gather.close();
        }
    }

    @Override
    public void notTaken(long offset, int bytes) {
        arrivals.lost(offset, bytes);
    }

    @Override
    public void slow() {
        arrivals.pause(true);
        sink.whenReady(() -> around.execute(() -> arrivals.pause(false)));
    }

    @Override
    public void closed() {
        stop.accept(End.of(End.Kind.CLOSED));
    }
}
