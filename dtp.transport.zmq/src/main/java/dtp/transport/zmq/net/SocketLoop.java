package dtp.transport.zmq.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zmq.Ctx;
import zmq.SocketBase;
import zmq.ZMQ;
import zmq.poll.PollItem;

/**
 * The one thread that owns the sockets of a context: JeroMQ's sockets are not thread-safe. {@link #execute}, {@link #close} on
 * any thread; all else, and every call of an {@link Owned}, on the loop's own.
 */
final class SocketLoop implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SocketLoop.class);

    /** Messages of one socket before the others have their turn. */
    private static final int TURN = 64;

    private static final long MOST_SLEEP_MS = 1_000;

    /** A socket and who lives by it. */
    interface Owned {
        /** Null while there is none. */
        SocketBase socket();

        /** Receives and handles one message. @return false when there is none, or none is wanted now */
        boolean receive();

        /** Whether messages are to be waited for. */
        boolean wantsMore();

        void onTime(long nowNs);

        /** When {@link #onTime} is due; Long.MAX_VALUE: never. */
        long nextNs(long nowNs);

        /** The loop ends: lets go of the socket, and of all who wait. */
        void shut();
    }

    private final Ctx context;
    private final Selector selector;
    private final Pipe wake;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final List<Owned> owned = new ArrayList<>();
    private final Thread thread;
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
        try {
            wake = Pipe.open();
            wake.source().configureBlocking(false);
            wake.sink().configureBlocking(false);
        } catch (IOException e) {
            throw new UncheckedIOException("no pipe to wake the ZeroMQ thread", e);
        }
        selector = context.createSelector();
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
            try {
                wake.sink().write(ByteBuffer.allocate(1));
            } catch (IOException e) {
                LOG.debug("the loop has ended", e);
            }
        }
    }

    void add(Owned one) {
        owned.add(one);
    }

    void remove(Owned one) {
        owned.remove(one);
    }

    /** @param type such as ZMQ.ZMQ_ROUTER */
    SocketBase socket(int type) {
        SocketBase made = context.createSocket(type);
        made.setSocketOpt(ZMQ.ZMQ_LINGER, 0);
        return made;
    }

    private void run() {
        while (!closed) {
            try {
                turn();
            } catch (RuntimeException | AssertionError e) { // JeroMQ asserts where it is surprised
                LOG.error("a ZeroMQ message could not be handled; going on", e);
            }
        }
        List.copyOf(owned).forEach(Owned::shut);
        ended = true;
        runLate();
        closePipe();
        // JeroMQ's end of a context hangs now and then: nobody waits for it
        Thread end = new Thread(
                () -> {
                    context.closeSelector(selector);
                    context.terminate();
                },
                thread.getName() + "-end");
        end.setDaemon(true);
        end.start();
    }

    private synchronized void runLate() {
        runTasks();
    }

    private void turn() {
        boolean busy = runTasks();
        for (Owned one : List.copyOf(owned)) {
            busy |= receive(one);
        }
        long now = nowNs();
        long next = Long.MAX_VALUE;
        for (Owned one : List.copyOf(owned)) {
            if (one.nextNs(now) - now <= 0) {
                one.onTime(now);
            }
            next = Math.min(next, one.nextNs(now));
        }
        if (!busy && tasks.isEmpty()) {
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

    private static boolean receive(Owned one) {
        boolean any = false;
        for (int i = 0; i < TURN && one.receive(); i++) {
            any = true;
        }
        return any;
    }

    private void sleep(long ms) {
        List<PollItem> items = new ArrayList<>(owned.size() + 1);
        items.add(new PollItem(wake.source(), ZMQ.ZMQ_POLLIN));
        for (Owned one : owned) {
            if (one.socket() != null && one.wantsMore()) {
                items.add(new PollItem(one.socket(), ZMQ.ZMQ_POLLIN));
            }
        }
        ZMQ.poll(selector, items.toArray(new PollItem[0]), Math.max(1, ms));
        if (woken.getAndSet(false)) {
            try {
                wake.source().read(ByteBuffer.allocate(16));
            } catch (IOException e) {
                LOG.debug("the pipe that wakes the ZeroMQ thread", e);
            }
        }
    }

    private void closePipe() {
        try {
            wake.sink().close();
            wake.source().close();
        } catch (IOException e) {
            LOG.debug("the pipe that wakes the ZeroMQ thread", e);
        }
    }

    static void closeQuietly(SocketBase socket) {
        if (socket != null) {
            socket.close();
        }
    }

    /** Idempotent; does not wait. */
    @Override
    public void close() {
        execute(() -> closed = true);
    }
}
