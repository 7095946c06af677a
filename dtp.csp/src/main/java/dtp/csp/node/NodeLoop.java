package dtp.csp.node;

import dtp.api.link.CspLinkReceiver;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The thread of a {@link CspNode} in real time. Links put frames into a bounded queue; the thread takes them in batches, runs
 * tasks and timers, and parks until the next deadline or the next frame. Any thread may call its methods.
 */
public final class NodeLoop implements NodeHandle, AutoCloseable {
    public static final int DEFAULT_QUEUE_BYTES = 8 << 20;

    private static final int FRAMES_A_BATCH = 64;
    private static final int TASKS_A_TURN = 256;
    /** Waits shorter than this are spun: parking takes longer. */
    private static final long SPIN_NS = 2_000;

    private static final long LONGEST_PARK_NS = 1_000_000_000L;

    private final CspNode node;
    private final LongSupplier clock;
    private final long startNs;
    private final Consumer<RuntimeException> faults;
    private final FrameQueue frames;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final FrameQueue.Consumer frameHandler = this::onFrame;
    private final Runnable timeHandler = this::onTime;
    private final Thread thread;
    private volatile boolean parked;
    private volatile boolean running = true;
    private long nowNs;

    /**
     * @param clock ns of a monotonic clock
     * @param queueBytes room for frames received and not yet handled
     * @param faults told of a handler that threw; the node goes on
     */
    public NodeLoop(CspNode node, LongSupplier clock, int queueBytes, Consumer<RuntimeException> faults) {
        this.node = node;
        this.clock = clock;
        this.faults = faults;
        startNs = clock.getAsLong();
        frames = new FrameQueue(queueBytes);
        thread = new Thread(this::run, "dtp-csp-node-" + node.address());
        thread.setDaemon(true);
    }

    public NodeLoop start() {
        thread.start();
        return this;
    }

    @Override
    public CspNode node() {
        return node;
    }

    @Override
    public long nowNs() {
        return clock.getAsLong() - startNs;
    }

    @Override
    public void execute(Runnable task) {
        if (!running) {
            throw new RejectedExecutionException("the CSP node has stopped");
        }
        tasks.add(task);
        wake();
        // the thread may have ended in between: what it has not run is handed back
        if (!running && tasks.remove(task)) {
            throw new RejectedExecutionException("the CSP node has stopped");
        }
    }

    /** What a link is opened with. */
    public CspLinkReceiver receiver(NodeLink link) {
        return new Receiver(link);
    }

    private void wake() {
        if (parked) {
            parked = false;
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (running) {
            boolean idle = runTasks();
            nowNs = nowNs();
            idle &= frames.drain(frameHandler, FRAMES_A_BATCH) == 0;
            nowNs = nowNs();
            guarded(timeHandler);
            if (idle) {
                await();
            }
        }
        nowNs = nowNs();
        guarded(() -> node.stop(nowNs));
        while (!runTasks()) {
            // whatever was still waiting
        }
    }

    private void onFrame(int tag, ByteBuffer frame) {
        try {
            node.onFrame(frame, nowNs);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void onTime() {
        node.onTime(nowNs);
    }

    /** @return true when there was none */
    private boolean runTasks() {
        int count = 0;
        Runnable task = tasks.poll();
        while (task != null) {
            guarded(task);
            count++;
            // a task that enqueues another must not keep frames waiting
            task = count < TASKS_A_TURN ? tasks.poll() : null;
        }
        return count == 0;
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void failed(RuntimeException e) {
        node.counters().count(NodeCounter.HANDLER_FAILED);
        faults.accept(e);
    }

    private void await() {
        long waitNs = Math.min(node.nextDeadlineNs() - nowNs(), LONGEST_PARK_NS);
        if (waitNs < SPIN_NS) {
            Thread.onSpinWait();
            return;
        }
        parked = true;
        // whoever enqueued before it could see the flag is seen here
        if (frames.isEmpty() && tasks.isEmpty() && running) {
            LockSupport.parkNanos(this, waitNs);
        }
        parked = false;
    }

    /** Stops the thread and waits for it; connections end without a packet. Idempotent. */
    @Override
    public void close() {
        running = false;
        LockSupport.unpark(thread);
        if (Thread.currentThread() == thread) {
            return;
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The node's side of one link: the link's thread calls it. */
    private final class Receiver implements CspLinkReceiver {
        private final NodeLink link;

        Receiver(NodeLink link) {
            this.link = link;
        }

        @Override
        public boolean frame(ByteBuffer headerAndData) {
            boolean taken = frames.offer(0, headerAndData);
            if (!taken) {
                node.counters().count(NodeCounter.QUEUE_FULL);
            }
            wake();
            return taken;
        }

        @Override
        public void rejected(String why) {
            node.counters().rejected(why);
        }

        @Override
        public void state(boolean up, String why) {
            link.state(up, why);
        }
    }
}
