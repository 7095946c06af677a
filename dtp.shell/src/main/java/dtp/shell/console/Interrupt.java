package dtp.shell.console;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Ctrl-C, SIGTERM, or a client that went away: once asks a command to pause and say how to go on, twice to return at once. Raised
 * on the thread of a signal or of the door, awaited on the command's, which is one.
 */
public final class Interrupt {
    private int raised;
    /** What was awaited last tells its end once, however often it is awaited: a command looks several times a second, for days. */
    private CompletionStage<?> awaited;

    private boolean over;

    public synchronized void raise() {
        raised++;
        notifyAll();
    }

    public synchronized boolean isRaised() {
        return raised > 0;
    }

    public synchronized boolean isRaisedTwice() {
        return raised > 1;
    }

    /** Waits for {@code what}, which may fail, for an interrupt or for the time; does not wait when it was interrupted before. */
    public void await(CompletionStage<?> what, long timeoutMs) {
        hearOf(what);
        await(1, () -> over, timeoutMs);
    }

    /** Waits for an interrupt or the time; does not wait when it was interrupted before. */
    public void await(long timeoutMs) {
        await(1, () -> false, timeoutMs);
    }

    /** As {@link #await(CompletionStage, long)}, for one who has seen the first interrupt and acted on it: waits for the second. */
    public void awaitAfterFirst(CompletionStage<?> what, long timeoutMs) {
        hearOf(what);
        await(2, () -> over, timeoutMs);
    }

    private void hearOf(CompletionStage<?> what) {
        synchronized (this) {
            if (what == awaited) {
                return;
            }
            awaited = what;
            over = false;
        }
        what.whenComplete((result, failure) -> isOver(what)); // what became of it is asked of it, not of this
    }

    private synchronized void isOver(CompletionStage<?> what) {
        if (what == awaited) {
            over = true;
            notifyAll();
        }
    }

    private synchronized void await(int interrupts, BooleanSupplier isOver, long timeoutMs) {
        long startNs = System.nanoTime();
        long timeoutNs = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        try {
            while (raised < interrupts && !isOver.getAsBoolean()) {
                long restNs = timeoutNs - (System.nanoTime() - startNs);
                if (restNs <= 0) {
                    return;
                }
                TimeUnit.NANOSECONDS.timedWait(this, restNs);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            raise();
        }
    }
}
