package dtp.transport.zmq.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zmq.Ctx;
import zmq.SocketBase;
import zmq.ZMQ;

/**
 * The one thread that owns the sockets of a context: JeroMQ's sockets are not thread-safe. {@link #execute}, {@link #close} on
 * any thread; all else, and every call of an {@link Owned}, on the loop's own.
 */
final class SocketLoop implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SocketLoop.class);

    /** Messages of one socket before the others have their turn. */
    private static final int TURN = 64;

    private static final long MOST_SLEEP_MS = 1_000;

    /**
     * A JeroMQ thread wakes us first and counts the message after: when we are awake before it has counted, there is nothing to
     * receive, and asking on at once would take the processor that it needs.
     */
    private static final long SIGNALLED_TOO_EARLY_NS = 20_000;

    /** What throws again and again does not take the processor. */
    private static final long SURPRISED_NS = 10_000_000;

    /** Who lives by the loop: by a socket of its own, or by time only. */
    interface Owned {
        /** Null while there is none. */
        default SocketBase socket() {
            return null;
        }

        /** Receives and handles one message. @return false when there is none, or none is wanted now */
        default boolean receive() {
            return false;
        }

        /** Whether messages are to be waited for. */
        default boolean wantsMore() {
            return false;
        }

        void onTime(long nowNs);

        /** When {@link #onTime} is due; Long.MAX_VALUE: never. */
        long nextNs(long nowNs);

        /** The loop ends: lets go of the socket, and of all who wait. */
        void shut();
    }

    private final Ctx context;
    /** Of the channels by which sockets tell that something has come; ZMQ.poll would register them anew at each call. */
    private final Selector selector;

    private final IdentityHashMap<SocketBase, SelectionKey> keys = new IdentityHashMap<>();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final List<Owned> owned = new ArrayList<>();
    private final Thread thread;
    private Owned[] everybody = {};
    /** A socket has said that something has come, and nobody has looked yet. */
    private boolean signalled;

    private volatile boolean closed;
    private volatile boolean ended;

    SocketLoop(String name, int ioThreads) {
        context = ZMQ.createContext();
        context.set(ZMQ.ZMQ_IO_THREADS, ioThreads);
        context.setThreadFactory((task, of) -> {
            Thread made = new Thread(task, name + "-io-" + of);
            made.setDaemon(true);
            return made;
        });
        // else their traces are printed on the user's terminal
        Thread.UncaughtExceptionHandler surprise = (who, e) -> LOG.warn("{} of JeroMQ was surprised", who.getName(), e);
        context.setNotificationExceptionHandler(surprise);
        context.setUncaughtExceptionHandler(surprise);
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("the ZeroMQ thread cannot wait for its sockets", e);
        }
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    boolean isOwner() {
        return Thread.currentThread() == thread;
    }

    static long nowNs() {
        return System.nanoTime();
    }

    /** After the loop's end, which has shut all, the caller's thread runs what is left to be said. */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (ended) {
            runLate();
            return;
        }
        if (!isOwner() && woken.compareAndSet(false, true)) {
            selector.wakeup();
        }
    }

    /** Who comes after the end is shut at once. */
    void add(Owned one) {
        owned.add(one);
        everybody = owned.toArray(new Owned[0]);
        if (ended) {
            one.shut();
        }
    }

    void remove(Owned one) {
        owned.remove(one);
        everybody = owned.toArray(new Owned[0]);
    }

    /** @param type such as ZMQ.ZMQ_ROUTER */
    SocketBase socket(int type) {
        SocketBase made = context.createSocket(type);
        made.setSocketOpt(ZMQ.ZMQ_LINGER, 0);
        try {
            keys.put(made, made.getFD().register(selector, 0));
        } catch (IOException e) {
            made.close();
            throw new UncheckedIOException("a ZeroMQ socket cannot be waited for", e);
        }
        return made;
    }

    /** Does nothing for null. */
    void close(SocketBase socket) {
        if (socket != null) {
            keys.remove(socket).cancel();
            socket.close();
        }
    }

    private void run() {
        while (!closed) {
            try {
                turn();
            } catch (RuntimeException | Error e) { // JeroMQ asserts where it is surprised
                surprised(e);
            }
        }
        for (Owned one : everybody) {
            try {
                one.shut();
            } catch (RuntimeException | Error e) {
                surprised(e);
            }
        }
        ended = true;
        runLate();
        closeSelector();
        // JeroMQ's end of a context hangs now and then: nobody waits for it
        Thread end = new Thread(context::terminate, thread.getName() + "-end");
        end.setDaemon(true);
        // the program may have ended meanwhile, and JeroMQ's classes with it: nothing for the user's terminal
        end.setUncaughtExceptionHandler((who, e) -> LOG.debug("the end of a ZeroMQ context", e));
        end.start();
    }

    /** Without this thread nobody would be served any more; memory that is missing comes back. */
    private static void surprised(Throwable e) {
        LockSupport.parkNanos(SURPRISED_NS);
        try {
            LOG.error("a ZeroMQ message could not be handled; going on", e);
        } catch (OutOfMemoryError again) {
            LockSupport.parkNanos(SURPRISED_NS);
        }
    }

    private synchronized void runLate() {
        runTasks();
    }

    private void turn() {
        boolean busy = runTasks();
        busy |= receive();
        long now = nowNs();
        long next = Long.MAX_VALUE;
        boolean timed = false;
        for (Owned one : everybody) {
            long due = one.nextNs(now);
            if (due - now <= 0) {
                one.onTime(now);
                due = one.nextNs(now);
                timed = true;
            }
            next = Math.min(next, due);
        }
        if (timed) {
            busy |= receive(); // a socket that sends takes the sign of what has come meanwhile
        }
        boolean tooEarly = signalled && !busy;
        signalled = false;
        if (tooEarly) {
            LockSupport.parkNanos(SIGNALLED_TOO_EARLY_NS);
        } else if (!busy && tasks.isEmpty()) {
            sleep(next == Long.MAX_VALUE ? MOST_SLEEP_MS : Math.min(MOST_SLEEP_MS, (next - now) / 1_000_000 + 1));
        }
    }

    private boolean runTasks() {
        boolean any = false;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            any = true;
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("a task of the ZeroMQ thread failed; going on", e);
            }
        }
        return any;
    }

    private boolean receive() {
        boolean any = false;
        for (Owned one : everybody) {
            for (int i = 0; i < TURN && one.receive(); i++) {
                any = true;
            }
        }
        return any;
    }

    private void sleep(long ms) {
        for (Owned one : everybody) {
            SelectionKey key = keys.get(one.socket());
            if (key != null) {
                watch(key, one.wantsMore() ? SelectionKey.OP_READ : 0);
            }
        }
        try {
            signalled = selector.select(Math.max(1, ms)) > 0;
            selector.selectedKeys().clear();
        } catch (IOException e) {
            LOG.warn("the ZeroMQ thread cannot wait for its sockets; going on", e);
        }
        woken.set(false); // before the tasks are looked at: what comes later wakes again
    }

    private static void watch(SelectionKey key, int what) {
        try {
            if (key.interestOps() != what) {
                key.interestOps(what);
            }
        } catch (CancelledKeyException e) {
            LOG.debug("a ZeroMQ socket that was closed", e);
        }
    }

    private void closeSelector() {
        try {
            selector.close();
        } catch (IOException e) {
            LOG.debug("the selector of the ZeroMQ thread", e);
        }
    }

    /** Idempotent; does not wait. */
    @Override
    public void close() {
        execute(() -> closed = true);
    }
}
