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
            }
            if (call == null) {
                return;
            }
            Tasks.Cancellable watch = tasks.schedule(Tasks.Lane.ENGINE, PATIENCE_NS, () -> slow(call));
            try {
                call.action.run();
            } catch (RuntimeException | Error e) {
                LOG.warn("a callback of an application failed", e);
            }
            watch.cancel();
            synchronized (waiting) {
                if (running != call) {
                    return; // left to itself meanwhile: another thread drains
                }
                running = null;
            }
        }
    }

    private void slow(Call call) {
        synchronized (waiting) {
            if (running != call) {
                return;
            }
            running = null;
        }
        call.whenSlow.run();
        tasks.abandon(Tasks.Lane.CALLOUT);
        tasks.execute(Tasks.Lane.CALLOUT, this::drain);
    }
}
