package dtp.csp.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long the component waits for its engine. */
@Timeout(60)
class EngineStopTest {
    @Test
    void waitsAsLongAsSessionsComeToRestHoweverOftenItsPatienceEnds() throws Exception {
        CompletableFuture<Void> stop = new CompletableFuture<>();
        AtomicInteger left = new AtomicInteger(20);
        assertTrue(EngineComponent.awaitStop(
                stop,
                () -> {
                    if (left.decrementAndGet() == 0) {
                        stop.complete(null);
                    }
                    return left.get();
                },
                1));
        assertEquals(0, left.get());
    }

    @Test
    void givesUpWhenNoneComesToRestAnyMore() throws Exception {
        assertFalse(EngineComponent.awaitStop(new CompletableFuture<>(), () -> 7, 1));
    }
}
