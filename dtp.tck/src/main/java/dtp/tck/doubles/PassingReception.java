package dtp.tck.doubles;

import dtp.api.Reason;
import dtp.api.Verification;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.Reception;
import dtp.api.transport.Sink;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Passes everything on, for those that do one thing otherwise. Threads as behind it. */
public class PassingReception implements Reception {
    private final Reception good;

    public PassingReception(Reception good) {
        this.good = good;
    }

    @Override
    public UUID session() {
        return good.session();
    }

    @Override
    public IntervalSet missing() {
        return good.missing();
    }

    @Override
    public Sink sink() {
        return good.sink();
    }

    @Override
    public CompletionStage<Verification> commit(long size) {
        return good.commit(size);
    }

    @Override
    public void suspend(String why) {
        good.suspend(why);
    }

    @Override
    public void abandon(String why) {
        good.abandon(why);
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
