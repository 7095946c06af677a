package dtp.shell.console;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ctrl-C, SIGTERM, or a client that went away: once asks a command to pause and say how to go on, twice to return at once. Raised
 * on the thread of a signal or of the door, awaited on the command's.
 */
public final class Interrupt {
    private final CompletableFuture<Void> once = new CompletableFuture<>();
    private final CompletableFuture<Void> twice = new CompletableFuture<>();

    public void raise() {
        if (!once.complete(null)) {
            twice.complete(null);
        }
    }

    public boolean isRaised() {
        return once.isDone();
    }

    public boolean isRaisedTwice() {
        return twice.isDone();
    }

    /** Waits for {@code what}, which may fail, for an interrupt or for the time; does not wait when it was interrupted before. */
    public void await(CompletionStage<?> what, long timeoutMs) {
        await(what, once, timeoutMs);
    }

    /** Waits for an interrupt or the time; does not wait when it was interrupted before. */
    public void await(long timeoutMs) {
        await(new CompletableFuture<Void>(), once, timeoutMs);
    }

    /** As {@link #await(CompletionStage, long)}, for one who has seen the first interrupt and acted on it: waits for the second. */
    public void awaitAfterFirst(CompletionStage<?> what, long timeoutMs) {
        await(what, twice, timeoutMs);
    }

    private void await(CompletionStage<?> what, CompletableFuture<Void> interrupted, long timeoutMs) {
        try {
            CompletableFuture.anyOf(what.toCompletableFuture(), interrupted).get(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return; // what became of it is asked of it, not of this
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            raise();
        }
    }
}
