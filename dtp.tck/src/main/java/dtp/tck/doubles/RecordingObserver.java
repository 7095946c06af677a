package dtp.tck.doubles;

import dtp.api.Reason;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.DeliveryObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Keeps what a delivery tells. Any thread. */
public final class RecordingObserver implements DeliveryObserver {
    private final List<IntervalSet> missing = new ArrayList<>();
    private final List<Reason> notes = new ArrayList<>();
    private final List<String> late = new ArrayList<>();
    private long sentBytes;
    private boolean ended;

    @Override
    public synchronized void missing(IntervalSet atTheRemote) {
        missing.add(atTheRemote);
        heard("missing");
    }

    @Override
    public synchronized void sent(long bytes) {
        sentBytes += bytes;
        heard("sent");
    }

    @Override
    public synchronized void note(Reason reason) {
        notes.add(reason);
        heard("note");
    }

    private void heard(String call) {
        if (ended) {
            late.add(call);
        }
        notifyAll();
    }

    /** The delivery is over: what comes now is late. */
    public synchronized void end() {
        ended = true;
    }

    public synchronized List<IntervalSet> missing() {
        return List.copyOf(missing);
    }

    public synchronized List<Reason> notes() {
        return List.copyOf(notes);
    }

    public synchronized long sentBytes() {
        return sentBytes;
    }

    /** Calls that came after {@link #end}. */
    public synchronized List<String> late() {
        return List.copyOf(late);
    }

    /** Waits until something was sent. @return whether it was in time */
    public synchronized boolean awaitSent(long patienceMs) throws InterruptedException {
        return await(() -> sentBytes > 0, patienceMs);
    }

    /** Waits for a call after the end, which should not come. @return whether it came */
    public synchronized boolean awaitLate(long patienceMs) throws InterruptedException {
        return await(() -> !late.isEmpty(), patienceMs);
    }

    private synchronized boolean await(BooleanSupplier condition, long patienceMs) throws InterruptedException {
        long untilNs = System.nanoTime() + patienceMs * 1_000_000;
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
