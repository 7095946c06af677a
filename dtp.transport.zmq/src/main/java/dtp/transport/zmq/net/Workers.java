package dtp.transport.zmq.net;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads that may block on a disk or count checksums; gone when nothing was to do for a while. Any thread. */
final class Workers implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    private static final long KEPT_SECONDS = 5;
    /** Tasks of one row before the others have their turn. */
    private static final int TURN = 16;

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

    /** A few in one go: the data of a neighbour are still in this processor's cache. */
    private void runNext(Queue<Runnable> waiting, AtomicInteger count) {
        for (int i = 1; ; i++) {
            try {
                waiting.remove().run();
            } catch (RuntimeException e) {
                LOG.error("a task failed; going on with the next", e);
            }
            if (count.decrementAndGet() == 0) {
                return;
            }
            if (i == TURN) {
                execute(() -> runNext(waiting, count));
                return;
            }
        }
    }

    /** Not interrupted: that would close the file channel of a payload under another reader. */
    @Override
    public void close() {
        pool.shutdown();
    }
}
