package dtp.tck.sim;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Time that passes only from event to event. Events of the same instant run in an order drawn from the seed, so that a run is
 * repeatable and other seeds try other orders. What must keep its order goes through one {@link VirtualExecutor}. One thread.
 */
public final class VirtualTime {
    /** So many events without time passing are a loop that never ends. */
    public static final int MAX_EVENTS_AT_ONCE = 5_000_000;

    private static final Comparator<Event> ORDER = Comparator.comparingLong((Event e) -> e.atNs)
            .thenComparingLong(e -> e.draw)
            .thenComparingLong(e -> e.number);

    private final PriorityQueue<Event> events = new PriorityQueue<>(ORDER);
    private final SplittableRandom draws;
    private long nowNs;
    private long numbers;
    private int eventsNow;

    public VirtualTime(long seed) {
        draws = new SplittableRandom(seed);
    }

    /** Something that will happen, unless cancelled. */
    public final class Event {
        private final long atNs;
        private final long draw = draws.nextLong();
        private final long number = numbers++;
        private final Runnable action;

        private Event(long atNs, Runnable action) {
            this.atNs = atNs;
            this.action = action;
        }

        public long atNs() {
            return atNs;
        }

        /** @return false when it has happened or was cancelled before */
        public boolean cancel() {
            return events.remove(this);
        }
    }

    /** Nanoseconds since the start of the simulation. */
    public long nowNs() {
        return nowNs;
    }

    /** @param atNs when to run; a time that has passed means now */
    public Event at(long atNs, Runnable action) {
        Event event = new Event(Math.max(nowNs, atNs), action);
        events.add(event);
        return event;
    }

    /** @param delayNs 0 or more; a delay beyond the end of time never comes */
    public Event after(long delayNs, Runnable action) {
        long atNs = nowNs + Math.max(0, delayNs);
        return at(atNs < nowNs ? Long.MAX_VALUE : atNs, action);
    }

    /**
     * Runs until {@code done}, asked after every event.
     *
     * @param boundNs how much time may pass at most
     * @return whether it was done in time; false as well when nothing is left to happen
     */
    public boolean runUntil(BooleanSupplier done, long boundNs) {
        long endNs = end(boundNs);
        while (!done.getAsBoolean()) {
            if (events.isEmpty() || events.peek().atNs > endNs) {
                return false;
            }
            step();
        }
        return true;
    }

    /** Runs everything that happens within {@code forNs}; then it is so much later. */
    public void runFor(long forNs) {
        long endNs = end(forNs);
        runUntil(() -> false, forNs);
        nowNs = Math.max(nowNs, endNs);
        eventsNow = 0;
    }

    private long end(long forNs) {
        long endNs = nowNs + forNs;
        return endNs < nowNs ? Long.MAX_VALUE : endNs;
    }

    private void step() {
        Event event = events.remove();
        eventsNow = event.atNs == nowNs ? eventsNow + 1 : 0;
        if (eventsNow > MAX_EVENTS_AT_ONCE) {
            throw new IllegalStateException("events go on for ever without time passing, at " + nowNs + " ns");
        }
        nowNs = event.atNs;
        event.action.run();
    }

    /** Events that are still to happen. */
    public int pending() {
        return events.size();
    }
}
