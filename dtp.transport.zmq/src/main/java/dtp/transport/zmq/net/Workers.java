package dtp.transport.zmq.net;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that may block on a disk or count checksums; gone when nothing was to do for a while. Any thread. */
final class Workers implements Executor, AutoCloseable {
    private static final long KEPT_SECONDS = 5;

    private final ThreadPoolExecutor pool;

    Workers(String name, int threads) {
        AtomicInteger number = new AtomicInteger();
        pool = new ThreadPoolExecutor(
                threads, threads, KEPT_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
    }

    /** Does nothing after the end. */
    @Override
    public void execute(Runnable task) {
        try {
            pool.execute(task);
        } catch (RejectedExecutionException e) {
            // closed: nobody waits for it any more
        }
    }

    /** One task after the other, in order; of all those there may be as many at once as there are threads. */
    Executor serial() {
        Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
        AtomicInteger count = new AtomicInteger();
        return task -> {
            waiting.add(task);
            if (count.getAndIncrement() == 0) {
                execute(() -> runNext(waiting, count));
            }
        };
    }

    private void runNext(Queue<Runnable> waiting, AtomicInteger count) {
        try {
            waiting.remove().run();
        } finally {
            if (count.decrementAndGet() > 0) {
                execute(() -> runNext(waiting, count));
            }
        }
    }

    /** Not interrupted: that would close the file channel of a payload under another reader. */
    @Override
    public void close() {
        pool.shutdown();
    }
}
