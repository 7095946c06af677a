package dtp.csp.session;

import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that runs code of applications: listeners and futures, one after the other on the CALLOUT lane. A call that throws
 * is logged; one that takes longer than a second is left to itself and the next go on. Any thread posts.
 */
final class Callouts {
    static final long PATIENCE_NS = 1_000_000_000L;
    private static final Logger LOG = LoggerFactory.getLogger(Callouts.class);

    private final Tasks tasks;
    private final ArrayDeque<Call> waiting = new ArrayDeque<>();
    private Call running;
    private long runningSinceNs;
    private boolean watched;

    /** One call, and what to do when it turns out to be slow. */
    private static final class Call {
        private final Runnable action;
        private final Runnable whenSlow;

        Call(Runnable action, Runnable whenSlow) {
            this.action = action;
            this.whenSlow = whenSlow;
        }
    }

    Callouts(Tasks tasks) {
        this.tasks = tasks;
    }

    void post(Runnable action) {
        post(
                action,
                () -> LOG.warn("a callback of an application takes longer than a second; the next go on without it"));
    }

    void post(Runnable action, Runnable whenSlow) {
        boolean start;
        synchronized (waiting) {
            start = running == null && waiting.isEmpty();
            waiting.addLast(new Call(action, whenSlow));
        }
        if (start) {
            tasks.execute(Tasks.Lane.CALLOUT, this::drain);
        }
    }

    private void drain() {
        while (true) {
            Call call;
            synchronized (waiting) {
                if (running != null) {
                    return;
                }
                call = waiting.pollFirst();
                running = call;
                runningSinceNs = tasks.nowNs();
                if (call != null && !watched) {
                    watch(PATIENCE_NS);
                }
            }
            if (call == null) {
                return;
            }
            try {
                call.action.run();
            } catch (RuntimeException | Error e) {
                LOG.warn("a callback of an application failed", e);
            }
            synchronized (waiting) {
                if (running != call) {
                    return; // left to itself meanwhile: another thread drains
                }
                running = null;
            }
        }
    }

    /** One watch for all calls: each would cost a deadline. Under the lock. */
    private void watch(long inNs) {
        watched = true;
        tasks.schedule(Tasks.Lane.ENGINE, inNs, this::look);
    }

    private void look() {
        Call call;
        synchronized (waiting) {
            watched = false;
            if (running == null) {
                return;
            }
            long leftNs = runningSinceNs + PATIENCE_NS - tasks.nowNs();
            if (leftNs > 0) {
                watch(leftNs);
                return;
            }
            call = running;
            running = null;
        }
        call.whenSlow.run();
        tasks.abandon(Tasks.Lane.CALLOUT);
        tasks.execute(Tasks.Lane.CALLOUT, this::drain);
    }
}
