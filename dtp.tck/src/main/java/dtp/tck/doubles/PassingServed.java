package dtp.tck.doubles;

import dtp.api.Reason;
import dtp.api.payload.Payload;
import dtp.api.transport.Served;
import java.util.function.Consumer;

/** Passes everything on, for those that do one thing otherwise. Threads as behind it. */
public class PassingServed implements Served {
    private final Served good;

    public PassingServed(Served good) {
        this.good = good;
    }

    @Override
    public Payload payload() {
        return good.payload();
    }

    @Override
    public void sent(long bytes) {
        good.sent(bytes);
    }

    @Override
    public long throughputBytesPerSecond() {
        return good.throughputBytesPerSecond();
    }

    @Override
    public void onStop(Consumer<Reason> stop) {
        good.onStop(stop);
    }

    @Override
    public void close() {
        good.close();
    }
}
