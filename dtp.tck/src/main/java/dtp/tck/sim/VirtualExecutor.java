package dtp.tck.sim;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * An executor of one thread, in virtual time: tasks run one at a time and in their order. A task that fails stops the
 * simulation with its exception, where a real executor would hide it. Waiting for a future blocks for ever: let the time run.
 */
public final class VirtualExecutor extends AbstractExecutorService implements ScheduledExecutorService {
    private final VirtualTime time;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean shut;
    private RuntimeException failure;

    public VirtualExecutor(VirtualTime time) {
        this.time = time;
    }

    @Override
    public void execute(Runnable task) {
        if (shut) {
            throw new RejectedExecutionException("shut down");
        }
        enqueue(task);
    }

    private void enqueue(Runnable task) {
        tasks.add(task);
        if (tasks.size() == 1) {
            time.after(0, this::runOne);
        }
    }

    private void runOne() {
        Runnable task = tasks.peek();
        if (task == null) {
            return;
        }
        try {
            task.run();
        } finally {
            tasks.poll();
            if (!tasks.isEmpty()) {
                time.after(0, this::runOne);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return start(new Task<Void>(task, 0), unit.toNanos(delay));
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        return start(new Task<>(task), unit.toNanos(delay));
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long initial, long period, TimeUnit unit) {
        return start(new Task<Void>(task, unit.toNanos(period)), unit.toNanos(initial));
    }

    /** As with a fixed rate: a task takes no time here. */
    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long initial, long delay, TimeUnit unit) {
        return scheduleAtFixedRate(task, initial, delay, unit);
    }

    private <V> Task<V> start(Task<V> task, long delayNs) {
        if (shut) {
            throw new RejectedExecutionException("shut down");
        }
        task.startIn(delayNs);
        return task;
    }

    @Override
    public void shutdown() {
        shut = true;
    }

    /** What waits is dropped; nothing is handed back. */
    @Override
    public List<Runnable> shutdownNow() {
        shut = true;
        tasks.clear();
        return Collections.emptyList();
    }

    @Override
    public boolean isShutdown() {
        return shut;
    }

    @Override
    public boolean isTerminated() {
        return shut && tasks.isEmpty();
    }

    /** Does not wait: time passes only outside. */
    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return isTerminated();
    }

    private final class Task<V> extends FutureTask<V> implements RunnableScheduledFuture<V> {
        private final boolean watched;
        private final long periodNs;
        private VirtualTime.Event event;
        private long dueNs;

        Task(Runnable task, long periodNs) {
            super(task, null);
            this.watched = false;
            this.periodNs = periodNs;
        }

        Task(Callable<V> task) {
            super(task);
            this.watched = true;
            this.periodNs = 0;
        }

        void startIn(long delayNs) {
            event = time.after(delayNs, () -> {
                // Like a real scheduler: what was scheduled before the shutdown does not run after it.
                if (!shut) {
                    enqueue(this);
                }
            });
            dueNs = event.atNs();
        }

        @Override
        public void run() {
            if (!isPeriodic()) {
                super.run();
            } else if (runAndReset() && !shut) {
                startIn(periodNs);
            }
        }

        @Override
        protected void setException(Throwable t) {
            super.setException(t);
            if (!watched) {
                failure = new IllegalStateException("a scheduled task failed", t);
            }
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            event.cancel();
            return super.cancel(false);
        }

        @Override
        public boolean isPeriodic() {
            return periodNs > 0;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNs - time.nowNs(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
