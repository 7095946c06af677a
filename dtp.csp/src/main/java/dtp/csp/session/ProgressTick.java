package dtp.csp.session;

import dtp.api.Session;
import java.util.function.LongSupplier;

/** Measures the rate of a running session and tells listeners of its progress, twice a second. Owned by the engine lane. */
final class ProgressTick {
    static final long EVERY_NS = 500_000_000L;

    private final EngineContext engine;
    private final Session session;
    private final LongSupplier bytes;
    private final RateMeter meter = new RateMeter();
    private Tasks.Cancellable next = () -> {};
    private volatile long rate;
    private long told = -1;
    private boolean on;

    ProgressTick(EngineContext engine, Session session, LongSupplier bytes) {
        this.engine = engine;
        this.session = session;
        this.bytes = bytes;
    }

    void start() {
        stop();
        on = true;
        meter.begin(engine.tasks().nowNs(), bytes.getAsLong());
        again();
    }

    void stop() {
        on = false;
        next.cancel();
        rate = 0;
    }

    private void again() {
        next = engine.tasks().schedule(Tasks.Lane.ENGINE, EVERY_NS, this::tick);
    }

    private void tick() {
        if (!on) {
            return;
        }
        long total = bytes.getAsLong();
        long nowNs = engine.tasks().nowNs();
        meter.sample(nowNs, total);
        rate = meter.bytesPerSecond(nowNs, total);
        if (total != told && engine.listeners().isAny()) {
            told = total;
            engine.listeners().progress(session, session.status());
        }
        again();
    }

    /** Any thread. */
    long bytesPerSecond() {
        return rate;
    }
}
