package dtp.transport.udp.net;

import dtp.api.Reason;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Sink;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;

/** Where the answer to a mere question goes. Any thread. */
record ContactSink(AtomicReference<PayloadInfo> told) implements Sink {
    @Override
    public boolean describe(PayloadInfo payload) {
        told.updateAndGet(before -> before.learn(payload));
        return true;
    }

    @Override
    public Take write(long offset, ByteBuffer data) {
        return Take.CLOSED;
    }

    @Override
    public Take write(long offset, ByteBuffer data, Runnable release) {
        return Take.CLOSED;
    }

    @Override
    public void whenReady(Runnable action) {
        action.run();
    }

    @Override
    public void alive() {
        // the end says all
    }

    @Override
    public void note(Reason reason) {
        // a get tells it again
    }
}
