package dtp.tck.doubles;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Runs tasks one at a time and in their order on an executor that may have many threads. Any thread. */
final class Serial implements Executor {
    private final Executor executor;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

    Serial(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void execute(Runnable task) {
        boolean first;
        synchronized (tasks) {
            tasks.add(task);
            first = tasks.size() == 1;
        }
        if (first) {
            submit();
        }
    }

    private void submit() {
        try {
            executor.execute(this::runOne);
        } catch (RejectedExecutionException shutDown) {
            // The test that owns the executor is over, and with it everything here.
            synchronized (tasks) {
                tasks.clear();
            }
        }
    }

    private void runOne() {
        Runnable task;
        synchronized (tasks) {
            task = tasks.peek();
        }
        if (task == null) {
            return;
        }
        try {
            task.run();
        } finally {
            boolean more;
            synchronized (tasks) {
                tasks.poll();
                more = !tasks.isEmpty();
            }
            if (more) {
                submit();
            }
        }
    }
}
