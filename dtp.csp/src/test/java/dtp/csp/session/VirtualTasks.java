package dtp.csp.session;

import dtp.tck.sim.VirtualExecutor;
import dtp.tck.sim.VirtualTime;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The engine's lanes in virtual time, all in the test's thread. What is handed over after the end is dropped, as by the real ones. */
public final class VirtualTasks implements Tasks {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final VirtualTime time;
    private final Map<Lane, VirtualExecutor> lanes = new EnumMap<>(Lane.class);
    private boolean dead;

    public VirtualTasks(VirtualTime time) {
        this.time = time;
        for (Lane lane : Lane.values()) {
            lanes.put(lane, new VirtualExecutor(time));
        }
    }

    @Override
    public long nowNs() {
        return time.nowNs();
    }

    @Override
    public Instant wallClock() {
        return START.plusNanos(time.nowNs());
    }

    @Override
    public void execute(Lane lane, Runnable task) {
        schedule(lane, 0, task);
    }

    @Override
    public Cancellable schedule(Lane lane, long delayNs, Runnable task) {
        if (dead) {
            return () -> {};
        }
        if (delayNs <= 0) {
            lanes.get(lane).execute(() -> run(task));
            return () -> {};
        }
        Future<?> future = lanes.get(lane).schedule(() -> run(task), delayNs, TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    private void run(Runnable task) {
        if (!dead) {
            task.run();
        }
    }

    @Override
    public void abandon(Lane lane) {
        lanes.put(lane, new VirtualExecutor(time));
    }

    /** As kill -9: nothing of this engine runs any more. */
    public void kill() {
        dead = true;
    }
}
