package dtp.csp.session;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * How many gets run at once: each that runs has files, a source and memory. The others wait, by priority and then in the order in
 * which they came. Any thread; who waits is told on the ENGINE lane.
 */
final class Turns {
    private record Waiting(int priority, long number, Runnable come) {}

    private final Tasks tasks;
    private final PriorityQueue<Waiting> waiting =
            new PriorityQueue<>(Comparator.comparingInt(Waiting::priority).thenComparingLong(Waiting::number));
    private int free;
    private long number;
    private boolean ended;

    /** @param most that run at once, 1 or more */
    Turns(Tasks tasks, int most) {
        this.tasks = tasks;
        free = most;
    }

    /** Takes a turn where nobody waits for one. */
    synchronized boolean tryTake() {
        if (free == 0 || ended) {
            return false;
        }
        free--;
        return true;
    }

    /**
     * Takes a turn, or waits for one.
     *
     * @param priority 0 first
     * @param come run once when the turn has come, unless {@link #leave} was before
     * @return true: it was taken at once
     */
    synchronized boolean take(int priority, Runnable come) {
        if (tryTake()) {
            return true;
        }
        waiting.add(new Waiting(priority, number++, come));
        return false;
    }

    /** Waits no longer. @return false: its turn has come already, or it did not wait */
    synchronized boolean leave(Runnable come) {
        return waiting.removeIf(w -> w.come() == come);
    }

    /** Nobody's turn comes any more. */
    synchronized void end() {
        ended = true;
    }

    /** A turn is over: the next one's comes. */
    synchronized void giveBack() {
        Waiting next = ended ? null : waiting.poll();
        if (next == null) {
            free++;
        } else {
            tasks.execute(Tasks.Lane.ENGINE, next.come());
        }
    }
}
