package dtp.csp.component;

import dtp.csp.session.Tasks;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The real lanes: one daemon thread each, for all sessions together, started when first used. Any thread. */
public final class ThreadTasks implements Tasks, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadTasks.class);

    private final Map<Lane, ScheduledThreadPoolExecutor> lanes = new ConcurrentHashMap<>();

    public ThreadTasks() {
        for (Lane lane : Lane.values()) {
            lanes.put(lane, executor(lane));
        }
    }

    private static ScheduledThreadPoolExecutor executor(Lane lane) {
        String name = "dtp-" + lane.name().toLowerCase(Locale.ROOT);
        ScheduledThreadPoolExecutor made = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        made.setRemoveOnCancelPolicy(true);
        made.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return made;
    }

    @Override
    public long nowNs() {
        return System.nanoTime();
    }

    @Override
    public Instant wallClock() {
        return Instant.now();
    }

    @Override
    public void execute(Lane lane, Runnable task) {
        schedule(lane, 0, task);
    }

    @Override
    public Cancellable schedule(Lane lane, long delayNs, Runnable task) {
        try {
            ScheduledFuture<?> future =
                    lanes.get(lane).schedule(() -> guarded(lane, task), Math.max(0, delayNs), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            LOG.debug("task dropped, the engine is closed");
            return () -> {};
        }
    }

    @Override
    public void abandon(Lane lane) {
        ScheduledThreadPoolExecutor left = lanes.put(lane, executor(lane));
        left.shutdown();
    }

    private static void guarded(Lane lane, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("a task of lane {} failed", lane, e);
        }
    }

    /** Ends the lanes; what is running gets {@code patienceMs}, then it is left behind (daemon threads). */
    public void close(long patienceMs) {
        lanes.values().forEach(ScheduledThreadPoolExecutor::shutdown);
        long until = System.nanoTime() + patienceMs * 1_000_000;
        boolean interrupted = false;
        for (ScheduledThreadPoolExecutor lane : lanes.values()) {
            try {
                lane.awaitTermination(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        close(1_000);
    }
}
