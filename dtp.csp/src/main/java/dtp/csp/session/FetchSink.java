package dtp.csp.session;

import dtp.api.Reason;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Sink;
import java.nio.ByteBuffer;

/** The sink of one fetch or one upload. Called by transports on any thread; closed for good at its end. */
final class FetchSink implements Sink {
    /** Who wants to know what is told. Any thread; short. */
    interface Ear {
        /** As {@link Sink#describe}. */
        boolean described(PayloadInfo payload);

        void noted(Reason reason);
    }

    private final Tasks tasks;
    private final Inlet inlet;
    private final Writer writer;
    private final Tally tally = new Tally();
    private final Ear ear;
    private volatile boolean closed;
    private volatile long heardNs;

    FetchSink(Tasks tasks, Inlet inlet, Writer writer, Ear ear) {
        this.tasks = tasks;
        this.inlet = inlet;
        this.writer = writer;
        this.ear = ear;
        heardNs = tasks.nowNs();
    }

    Tally tally() {
        return tally;
    }

    /** When anything came last. */
    long heardNs() {
        return heardNs;
    }

    void close() {
        closed = true;
    }

    @Override
    public boolean describe(PayloadInfo payload) {
        if (closed) {
            return false;
        }
        heardNs = tasks.nowNs();
        boolean wanted = ear.described(payload);
        if (!wanted) {
            closed = true;
        }
        return wanted;
    }

    @Override
    public Take write(long offset, ByteBuffer data) {
        return closed ? Take.CLOSED : inlet.take(offset, data, tally);
    }

    @Override
    public Take write(long offset, ByteBuffer data, Runnable release) {
        return closed ? Take.CLOSED : inlet.take(offset, data, release, tally);
    }

    @Override
    public void whenReady(Runnable action) {
        writer.whenReady(action);
    }

    @Override
    public void alive() {
        heardNs = tasks.nowNs();
    }

    @Override
    public void note(Reason reason) {
        if (!closed) {
            ear.noted(reason);
        }
    }
}
