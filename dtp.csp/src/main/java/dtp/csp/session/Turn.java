package dtp.csp.session;

import dtp.api.Reason;

/** One get's turn: had, waited for, or neither. Owned by the engine lane. */
final class Turn {
    static final Reason WAITS = Reason.of(
            Reason.Code.WAITING_TURN,
            "As many downloads as may run at once are running; this one begins when one of them ends. Nothing to do.");

    private final Turns all;
    private final Runnable begin;
    private final Runnable come = this::come;
    private boolean had;
    private boolean waits;
    private int waitsWith;

    /**
     * @param begin run when the turn has come after waiting
     * @param had it was taken already
     */
    Turn(Turns all, Runnable begin, boolean had) {
        this.all = all;
        this.begin = begin;
        this.had = had;
    }

    /** @return false: it waits, and {@code begin} is run again */
    boolean take(int priority) {
        if (waits && priority != waitsWith) {
            leave();
        }
        waitsWith = priority;
        if (!had && !waits) {
            had = all.take(priority, come);
            waits = !had;
        }
        return had;
    }

    private void come() {
        if (had) {
            all.giveBack(); // it had left, and come again
            return;
        }
        had = true;
        if (waits) {
            waits = false;
            begin.run();
        } else {
            giveBack(); // it left in the same moment
        }
    }

    /** Waits no longer. @return false: it did not wait */
    boolean leave() {
        boolean waited = waits;
        waits = false;
        if (waited) {
            all.leave(come);
        }
        return waited;
    }

    void giveBack() {
        if (had) {
            had = false;
            all.giveBack();
        }
    }
}
