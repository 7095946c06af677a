package dtp.tck.doubles;

import dtp.api.link.CspLinkReceiver;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** The node's side of a link: keeps what the link tells, and notices calls that overlap or come late. Any thread. */
public final class RecordingReceiver implements CspLinkReceiver {
    private final List<ByteBuffer> frames = new ArrayList<>();
    private final List<String> rejects = new ArrayList<>();
    private final List<Boolean> states = new ArrayList<>();
    private final List<String> late = new ArrayList<>();
    private final AtomicInteger inside = new AtomicInteger();
    private volatile boolean lingers;
    private boolean ended;
    private int most;

    @Override
    public boolean frame(ByteBuffer headerAndData) {
        byte[] copy = new byte[headerAndData.remaining()];
        headerAndData.get(headerAndData.position(), copy);
        called("frame", () -> frames.add(ByteBuffer.wrap(copy)));
        return true;
    }

    @Override
    public void rejected(String why) {
        called("rejected", () -> rejects.add(why));
    }

    @Override
    public void state(boolean up, String why) {
        called("state", () -> states.add(up));
    }

    private void called(String what, Runnable keep) {
        int together = inside.incrementAndGet();
        linger();
        synchronized (this) {
            most = Math.max(most, together);
            if (ended) {
                late.add(what);
            } else {
                keep.run();
            }
            notifyAll();
        }
        inside.decrementAndGet();
    }

    private void linger() {
        try {
            if (lingers) {
                new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Every call takes a millisecond from now on, so that another has the time to come in. */
    public void lingerInside() {
        lingers = true;
    }

    /** The link is closed: what comes now is late. */
    public synchronized void end() {
        ended = true;
    }

    /** Forgets the frames so far. */
    public synchronized void forget() {
        frames.clear();
    }

    public synchronized List<ByteBuffer> frames() {
        return List.copyOf(frames);
    }

    public synchronized List<String> rejects() {
        return List.copyOf(rejects);
    }

    /** Up or down, as told. */
    public synchronized List<Boolean> states() {
        return List.copyOf(states);
    }

    /** Calls that came after {@link #end}. */
    public synchronized List<String> late() {
        return List.copyOf(late);
    }

    /** Most calls that were under way at the same time. */
    public synchronized int mostAtOnce() {
        return most;
    }

    /** Waits until something holds; asked after every call. @return whether it came to hold in time */
    public synchronized boolean await(BooleanSupplier condition, long patienceMs) throws InterruptedException {
        long untilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMs);
        while (!condition.getAsBoolean()) {
            long leftMs = (untilNs - System.nanoTime()) / 1_000_000;
            if (leftMs <= 0) {
                return false;
            }
            wait(leftMs);
        }
        return true;
    }
}
