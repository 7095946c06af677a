package dtp.tck.doubles;

import dtp.api.Reason;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Sink;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * An honest sink that keeps all it is given, and can be told to be slow, full or closed. Any thread; what waits for it waits on
 * conditions, in real time only.
 */
public final class RecordingSink implements Sink {
    /** One write as it came. */
    public record Write(long offset, int bytes) {}

    private record Handed(ByteBuffer asGiven, ByteBuffer data, Runnable release) {}

    /** So many buffers are kept before the oldest is given back. */
    private static final int HANDED_KEPT = 8;

    /** Bytes beyond are none that a test has put there. */
    private static final long MAX_BYTES = 1 << 28;

    private final List<Write> writes = new ArrayList<>();
    private final List<PayloadInfo> told = new ArrayList<>();
    private final List<Reason> notes = new ArrayList<>();
    private final List<String> late = new ArrayList<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private final ArrayDeque<Handed> handed = new ArrayDeque<>();
    private byte[] bytes = new byte[0];
    private IntervalSet received = IntervalSet.empty();
    private Take answer = Take.MORE;
    private boolean believes = true;
    private int handovers;
    private int spoilt;
    private int writesAtRefusal = -1;
    private boolean ended;
    private volatile Runnable onWrite = () -> {};

    /** What the next writes are answered. After MORE those that waited for room go on. */
    public void answer(Take value) {
        List<Runnable> ready;
        synchronized (this) {
            answer = value;
            ready = value == Take.MORE ? List.copyOf(waiting) : List.of();
            waiting.removeAll(ready);
        }
        ready.forEach(Runnable::run);
    }

    /** What {@link #describe} answers; true at first. */
    public synchronized void believes(boolean value) {
        believes = value;
    }

    /** Runs inside every write, on the transport's thread, after the bytes were taken. */
    public void onWrite(Runnable action) {
        onWrite = action;
    }

    /** The fetch is over: what comes now is late and answered CLOSED. */
    public void end() {
        List<Handed> all;
        synchronized (this) {
            ended = true;
            all = List.copyOf(handed);
            handed.clear();
        }
        all.forEach(this::giveBack);
    }

    @Override
    public boolean describe(PayloadInfo payload) {
        synchronized (this) {
            if (isLate("describe")) {
                return false;
            }
            told.add(payload);
            if (!believes && writesAtRefusal < 0) {
                writesAtRefusal = writes.size();
            }
            notifyAll();
            return believes;
        }
    }

    @Override
    public Take write(long offset, ByteBuffer data) {
        Take take = take(offset, data);
        onWrite.run();
        return take;
    }

    @Override
    public Take write(long offset, ByteBuffer data, Runnable release) {
        ByteBuffer seen = data.duplicate();
        Take take = take(offset, data.duplicate());
        Handed back = null;
        synchronized (this) {
            if (take == Take.MORE || take == Take.SLOW) {
                handovers++;
                byte[] asGiven = new byte[seen.remaining()];
                seen.get(seen.position(), asGiven);
                handed.add(new Handed(ByteBuffer.wrap(asGiven), seen, release));
                back = handed.size() > HANDED_KEPT ? handed.poll() : null;
            }
        }
        if (back != null) {
            giveBack(back);
        }
        onWrite.run();
        return take;
    }

    private void giveBack(Handed one) {
        if (!one.data().equals(one.asGiven())) {
            synchronized (this) {
                spoilt++;
            }
        }
        one.release().run();
    }

    private synchronized Take take(long offset, ByteBuffer data) {
        if (isLate("write at " + offset) || offset < 0 || offset > MAX_BYTES - data.remaining()) {
            return Take.CLOSED;
        }
        if (answer == Take.MORE || answer == Take.SLOW) {
            int end = Math.toIntExact(offset + data.remaining());
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
            }
            writes.add(new Write(offset, data.remaining()));
            received = received.union(IntervalSet.of(offset, end));
            data.get(bytes, (int) offset, data.remaining());
        }
        notifyAll();
        return answer;
    }

    private boolean isLate(String call) {
        if (ended) {
            late.add(call);
            notifyAll();
        }
        return ended;
    }

    @Override
    public void whenReady(Runnable action) {
        synchronized (this) {
            if (!ended && (answer == Take.SLOW || answer == Take.FULL)) {
                waiting.add(action);
                return;
            }
        }
        action.run();
    }

    @Override
    public synchronized void alive() {
        boolean unused = isLate("alive");
    }

    @Override
    public synchronized void note(Reason reason) {
        if (!isLate("note")) {
            notes.add(reason);
        }
    }

    /** What has come. */
    public synchronized IntervalSet received() {
        return received;
    }

    /** From 0 to the last byte that came; holes are zeros. */
    public synchronized byte[] bytes() {
        return Arrays.copyOf(bytes, Math.toIntExact(received.end()));
    }

    public synchronized List<Write> writes() {
        return List.copyOf(writes);
    }

    /** What was told of the payload, in order. */
    public synchronized List<PayloadInfo> told() {
        return List.copyOf(told);
    }

    public synchronized List<Reason> notes() {
        return List.copyOf(notes);
    }

    /** Writes that came after a description was refused. */
    public synchronized int writesAfterRefusal() {
        return writesAtRefusal < 0 ? 0 : writes.size() - writesAtRefusal;
    }

    /** Calls that came after {@link #end}. */
    public synchronized List<String> late() {
        return List.copyOf(late);
    }

    /** Buffers that were handed over instead of copied. */
    public synchronized int handovers() {
        return handovers;
    }

    /** Handed buffers whose bytes were changed before they were given back. */
    public synchronized int spoilt() {
        return spoilt;
    }

    /** Makes {@link #await} ask again: something outside has changed. */
    public synchronized void signal() {
        notifyAll();
    }

    /** Waits until something holds; asked after every call and {@link #signal}. @return whether it came to hold in time */
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
