package dtp.csp.dtp;

import dtp.api.Reason;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.End;
import dtp.api.transport.Sink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Compares every byte with what it should be, and knows which came. */
class TestSink implements Sink {
    private final byte[] truth;
    final List<PayloadInfo> told = new ArrayList<>();
    final List<Reason> notes = new ArrayList<>();
    IntervalSet held = IntervalSet.empty();
    Take answer = Take.MORE;
    boolean fits = true;
    boolean over;
    int alive;
    int writes;
    int callsAfterEnd;
    End end;

    TestSink(byte[] truth) {
        this.truth = truth;
    }

    void ended(End how) {
        end = how;
        over = true;
    }

    IntervalSet missing() {
        return held.complement(truth.length);
    }

    boolean isWhole() {
        return missing().isEmpty();
    }

    @Override
    public boolean describe(PayloadInfo payload) {
        callsAfterEnd += over ? 1 : 0;
        told.add(payload);
        return fits;
    }

    @Override
    public Take write(long offset, ByteBuffer data) {
        callsAfterEnd += over ? 1 : 0;
        writes++;
        if (over) {
            return Take.CLOSED;
        }
        if (answer == Take.FULL || answer == Take.CLOSED) {
            return answer;
        }
        int length = data.remaining();
        for (int i = 0; i < length; i++) {
            if (offset + i >= truth.length || truth[(int) offset + i] != data.get(data.position() + i)) {
                throw new AssertionError("wrong byte at " + (offset + i));
            }
        }
        held = held.union(IntervalSet.of(offset, offset + length));
        return answer;
    }

    @Override
    public Take write(long offset, ByteBuffer data, Runnable release) {
        throw new AssertionError("not used");
    }

    @Override
    public void whenReady(Runnable action) {
        action.run();
    }

    @Override
    public void alive() {
        alive++;
    }

    @Override
    public void note(Reason reason) {
        notes.add(reason);
    }
}
