package dtp.tck.doubles;

import dtp.api.Reason;
import dtp.api.payload.Payload;
import dtp.api.transport.Served;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A payload being read, for {@link ScriptedServing}. Any thread. */
final class MemoryServed implements Served {
    private final MemoryPayload payload;
    private final long throughput;
    private final Consumer<MemoryServed> afterClose;
    private final AtomicLong sentBytes;
    private final Stops stops = new Stops();

    MemoryServed(MemoryPayload payload, long throughput, AtomicLong sentBytes, Consumer<MemoryServed> afterClose) {
        this.payload = payload;
        this.throughput = throughput;
        this.sentBytes = sentBytes;
        this.afterClose = afterClose;
    }

    Stops stops() {
        return stops;
    }

    @Override
    public Payload payload() {
        return payload;
    }

    @Override
    public void sent(long bytes) {
        sentBytes.addAndGet(bytes);
    }

    @Override
    public long throughputBytesPerSecond() {
        return throughput;
    }

    @Override
    public void onStop(Consumer<Reason> stop) {
        stops.onStop(stop);
    }

    @Override
    public void close() {
        payload.close();
        afterClose.accept(this);
    }
}
