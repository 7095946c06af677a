package dtp.shell.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InterruptTest {
    private static final long LONG_MS = 20_000_000;

    private final Interrupt interrupt = new Interrupt();
    private final CompletableFuture<Void> what = new CompletableFuture<>();

    @Test
    void aSessionThatIsFollowedForDaysKeepsNothingOfTheLooksAtIt() {
        for (int look = 0; look < 10_000; look++) {
            interrupt.await(what, 0);
            interrupt.awaitAfterFirst(what, 0);
        }
        assertEquals(1, what.getNumberOfDependents());
    }

    @Test
    void whatIsAwaitedAgainAndAgainStillEndsTheWait() throws Exception {
        interrupt.await(what, 1);
        CompletableFuture<Void> wait = CompletableFuture.runAsync(() -> interrupt.await(what, LONG_MS));
        what.complete(null);
        wait.get();
        assertFalse(interrupt.isRaised());
    }

    @Test
    void whatFailedEndsTheWait() throws Exception {
        CompletableFuture<Void> wait = CompletableFuture.runAsync(() -> interrupt.await(what, LONG_MS));
        what.completeExceptionally(new IllegalStateException("no contact"));
        wait.get();
        interrupt.await(what.minimalCompletionStage(), LONG_MS);
    }

    @Test
    void theFirstInterruptEndsTheWaitForItAndTheSecondTheOneAfterIt() throws Exception {
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> interrupt.await(Long.MAX_VALUE));
        interrupt.raise();
        first.get();
        CompletableFuture<Void> second =
                CompletableFuture.runAsync(() -> interrupt.awaitAfterFirst(what, Long.MAX_VALUE));
        assertFalse(interrupt.isRaisedTwice());
        interrupt.raise();
        second.get();
        assertTrue(interrupt.isRaisedTwice());
    }

    @Test
    void aThreadThatIsInterruptedRaisesIt() {
        Thread.currentThread().interrupt();
        interrupt.await(what, LONG_MS);
        assertTrue(interrupt.isRaised());
        assertTrue(Thread.interrupted());
    }
}
