package dtp.csp.component;

import dtp.csp.session.Tasks;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The real lanes: one daemon thread each, for all sessions together, started when first used, and one for the deadlines of all of
 * them, which hands what is due to its lane. A task without a delay costs a place in a queue and nothing of the deadlines: a small
 * session is a dozen such tasks. Any thread.
 */
public final class ThreadTasks implements Tasks, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadTasks.class);

    private final Map<Lane, ThreadPoolExecutor> lanes = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor timer;

    public ThreadTasks() {
        for (Lane lane : Lane.values()) {
            lanes.put(lane, executor(lane));
        }
        timer = new ScheduledThreadPoolExecutor(1, threads("timer"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private static ThreadFactory threads(String name) {
        return task -> {
            Thread thread = new Thread(task, "dtp-" + name);
            thread.setDaemon(true);
            return thread;
        };
    }

    private static ThreadPoolExecutor executor(Lane lane) {
        ThreadFactory threads = threads(lane.name().toLowerCase(Locale.ROOT));
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), threads);
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
        try {
            lanes.get(lane).execute(() -> guarded(lane, task));
        } catch (RejectedExecutionException e) {
            LOG.debug("task dropped, the engine is closed");
        }
    }

    @Override
    public Cancellable schedule(Lane lane, long delayNs, Runnable task) {
        if (delayNs <= 0) {
            execute(lane, task);
            return () -> {};
        }
        try {
            ScheduledFuture<?> future = timer.schedule(() -> execute(lane, task), delayNs, TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            LOG.debug("task dropped, the engine is closed");
            return () -> {};
        }
    }

    @Override
    public void abandon(Lane lane) {
        ThreadPoolExecutor fresh = executor(lane);
        ThreadPoolExecutor left = lanes.put(lane, fresh);
        left.shutdown();
        for (Runnable waiting = left.getQueue().poll();
                waiting != null;
                waiting = left.getQueue().poll()) {
            fresh.execute(waiting);
        }
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
        timer.shutdown();
        lanes.values().forEach(ThreadPoolExecutor::shutdown);
        lanes.values().forEach(lane -> lane.getQueue().clear());
        long until = System.nanoTime() + patienceMs * 1_000_000;
        boolean interrupted = false;
        for (ThreadPoolExecutor lane : lanes.values()) {
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
