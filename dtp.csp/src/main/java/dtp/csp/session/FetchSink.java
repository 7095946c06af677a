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

    private final Inlet inlet;
    private final Writer writer;
    private final Tally tally = new Tally();
    private final Ear ear;
    private volatile boolean closed;

    FetchSink(Inlet inlet, Writer writer, Ear ear) {
        this.inlet = inlet;
        this.writer = writer;
        this.ear = ear;
    }

    Tally tally() {
        return tally;
    }

    void close() {
        closed = true;
    }

    @Override
    public boolean describe(PayloadInfo payload) {
        if (closed) {
            return false;
        }
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

    /** Nothing to do: the transport's own idle timeout ends a fetch whose remote has fallen silent ([T16]). */
    @Override
    public void alive() {}

    @Override
    public void note(Reason reason) {
        if (!closed) {
            ear.noted(reason);
        }
    }
}
