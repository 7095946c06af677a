package dtp.tck;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The times that the contract allows, and how to wait for them. Called by the test's thread. */
final class Patience {
    /** What "at once" may take: far above a context switch, far below a network that does not answer. */
    static final long AT_ONCE_MS = 700;

    /** "Within 1 s", and what a busy machine adds. */
    static final long ONE_SECOND_MS = 1_500;

    /** For what has to happen at some time; {@code -Ddtp.tck.patienceMs} for machines that are slower still. */
    private static volatile long longMs = Long.getLong("dtp.tck.patienceMs", 15_000);

    /** How long something that must not happen is waited for. */
    static final long NEVER_MS = 250;

    private Patience() {}

    static long longMs() {
        return longMs;
    }

    /** For those who try the contract on what never happens. */
    static void longMs(long value) {
        longMs = value;
    }

    /** Runs {@code call} on a thread of its own and fails when it does not return in time. */
    static <T> T returns(String what, long withinMs, Callable<T> call) throws Exception {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task, "dtp-tck-caller");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(withinMs, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return fail(what + " must return at once but took longer than " + withinMs + " ms", e);
        } catch (ExecutionException e) {
            return fail(what + " must not throw but threw " + e.getCause(), e.getCause());
        }
    }

    /** The value of a stage that must complete normally and in time. */
    static <T> T completes(String what, long withinMs, CompletionStage<T> stage) throws Exception {
        FutureTask<T> done = new FutureTask<>(() -> stage.toCompletableFuture().join());
        stage.whenComplete((value, e) -> done.run());
        try {
            return done.get(withinMs, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return fail(what + " must complete within " + withinMs + " ms", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof CompletionException c ? c.getCause() : e.getCause();
            return fail(what + " must complete normally but failed with " + cause, cause);
        }
    }
}
