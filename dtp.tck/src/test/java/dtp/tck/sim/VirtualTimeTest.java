package dtp.tck.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Time that passes from event to event, and the executor in it. */
class VirtualTimeTest {
    private final VirtualTime time = new VirtualTime(1);
    private final List<String> happened = new ArrayList<>();

    @Test
    void eventsHappenAtTheirTimes() {
        time.after(300, () -> happened.add("c at " + time.nowNs()));
        time.after(100, () -> happened.add("a at " + time.nowNs()));
        time.after(200, () -> time.after(50, () -> happened.add("b at " + time.nowNs())));
        assertTrue(time.runUntil(() -> happened.size() == 3, 1000));
        assertEquals(List.of("a at 100", "b at 250", "c at 300"), happened);
    }

    @Test
    void theBoundIsKept() {
        time.after(100, () -> happened.add("late"));
        assertFalse(time.runUntil(() -> !happened.isEmpty(), 99));
        assertTrue(time.runUntil(() -> !happened.isEmpty(), 100));
    }

    @Test
    void runForLetsThatMuchTimePass() {
        time.after(100, () -> happened.add("in"));
        time.after(101, () -> happened.add("out"));
        time.runFor(100);
        assertEquals(List.of("in"), happened);
        assertEquals(100, time.nowNs());
    }

    @Test
    void aCancelledEventDoesNotHappen() {
        VirtualTime.Event event = time.after(100, () -> happened.add("never"));
        assertTrue(event.cancel());
        assertFalse(event.cancel());
        time.runFor(200);
        assertEquals(List.of(), happened);
    }

    @Test
    void theSeedDecidesTheOrderOfOneInstant() {
        assertEquals(order(1), order(1));
        assertNotEquals(order(1), order(2));
    }

    private static List<Integer> order(long seed) {
        VirtualTime time = new VirtualTime(seed);
        List<Integer> order = new ArrayList<>();
        IntStream.range(0, 20).forEach(i -> time.after(5, () -> order.add(i)));
        time.runFor(10);
        return order;
    }

    @Test
    void aLoopWithoutTimeIsFound() {
        Runnable[] loop = new Runnable[1];
        loop[0] = () -> time.after(0, loop[0]);
        loop[0].run();
        assertThrows(IllegalStateException.class, () -> time.runFor(1));
    }

    @Test
    void anExecutorKeepsTheOrderOfItsTasks() {
        VirtualExecutor executor = new VirtualExecutor(time);
        IntStream.range(0, 5).forEach(i -> executor.execute(() -> happened.add("" + i)));
        assertEquals(List.of(), happened, "nothing runs inside execute");
        time.runFor(1);
        assertEquals(List.of("0", "1", "2", "3", "4"), happened);
    }

    @Test
    void aScheduledTaskRunsWhenItIsDueAndNotWhenCancelled() {
        VirtualExecutor executor = new VirtualExecutor(time);
        ScheduledFuture<?> one = executor.schedule(() -> happened.add("one"), 1, TimeUnit.SECONDS);
        ScheduledFuture<?> two = executor.schedule(() -> happened.add("two"), 2, TimeUnit.SECONDS);
        assertEquals(2000, two.getDelay(TimeUnit.MILLISECONDS));
        time.runFor(1_000_000_000);
        assertTrue(one.isDone());
        assertTrue(two.cancel(false));
        time.runFor(5_000_000_000L);
        assertEquals(List.of("one"), happened);
    }

    @Test
    void aPeriodicTaskRunsUntilCancelled() {
        VirtualExecutor executor = new VirtualExecutor(time);
        ScheduledFuture<?> tick =
                executor.scheduleAtFixedRate(() -> happened.add("" + time.nowNs()), 10, 100, TimeUnit.NANOSECONDS);
        time.runFor(250);
        tick.cancel(false);
        time.runFor(1000);
        assertEquals(List.of("10", "110", "210"), happened);
    }

    @Test
    void aFailingTaskStopsTheSimulation() {
        VirtualExecutor executor = new VirtualExecutor(time);
        Runnable oops = () -> {
            throw new IllegalArgumentException("oops");
        };
        ScheduledFuture<?> failing = executor.schedule(oops, 1, TimeUnit.NANOSECONDS);
        assertThrows(IllegalStateException.class, () -> time.runFor(2));
        assertTrue(failing.isDone());
    }

    @Test
    void nothingStartsAfterAShutdown() {
        VirtualExecutor executor = new VirtualExecutor(time);
        ScheduledFuture<?> late = executor.schedule(() -> happened.add("late"), 1, TimeUnit.NANOSECONDS);
        executor.shutdown();
        assertThrows(RejectedExecutionException.class, () -> executor.execute(() -> {}));
        time.runFor(10);
        assertFalse(late.isDone());
        assertTrue(executor.isTerminated());
        assertEquals(List.of(), happened);
    }
}
