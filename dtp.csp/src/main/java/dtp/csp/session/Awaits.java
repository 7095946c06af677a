package dtp.csp.session;

import dtp.api.HoleException;
import dtp.api.interval.Interval;
import dtp.api.interval.IntervalSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Readers that wait for bytes. Any thread. */
final class Awaits {
    private final SessionSets sets;
    private final Callouts callouts;
    private final List<Waiting> waiting = new ArrayList<>();
    private boolean over;

    private record Waiting(Interval interval, CompletableFuture<Void> future) {}

    Awaits(SessionSets sets, Callouts callouts) {
        this.sets = sets;
        this.callouts = callouts;
    }

    CompletableFuture<Void> await(Interval interval) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        synchronized (waiting) {
            if (!sets.isWritten(interval.start(), interval.end())) {
                if (over) {
                    future.completeExceptionally(hole(interval));
                } else {
                    waiting.add(new Waiting(interval, future));
                }
                return future;
            }
        }
        future.complete(null);
        return future;
    }

    /** More is written. */
    void check() {
        List<Waiting> served = new ArrayList<>();
        synchronized (waiting) {
            for (Iterator<Waiting> i = waiting.iterator(); i.hasNext(); ) {
                Waiting w = i.next();
                if (w.future().isDone()) {
                    i.remove(); // its reader lost patience
                } else if (sets.isWritten(w.interval().start(), w.interval().end())) {
                    served.add(w);
                    i.remove();
                }
            }
        }
        served.forEach(w -> callouts.post(() -> w.future().complete(null)));
    }

    /** The session has ended: nothing more will come. */
    void end() {
        check();
        List<Waiting> left;
        synchronized (waiting) {
            over = true;
            left = List.copyOf(waiting);
            waiting.clear();
        }
        left.forEach(w -> callouts.post(() -> w.future().completeExceptionally(hole(w.interval()))));
    }

    /** The session goes on. */
    void reopen() {
        synchronized (waiting) {
            over = false;
        }
    }

    boolean isOver() {
        synchronized (waiting) {
            return over;
        }
    }

    private HoleException hole(Interval asked) {
        return new HoleException(holeAt(sets, asked.start(), asked));
    }

    /** The whole hole that begins at or behind {@code position}; {@code otherwise} when there is none. */
    static Interval holeAt(SessionSets sets, long position, Interval otherwise) {
        IntervalSet gap = sets.gapFrom(position);
        return gap.isEmpty() ? otherwise : gap.get(0);
    }
}
