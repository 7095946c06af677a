package dtp.csp.session;

import dtp.api.Reason;
import dtp.api.SessionState;

/**
 * A place to come to rest at.
 *
 * @param settled nothing goes on from there until somebody acts
 * @param then on the engine lane, once there
 */
record Rest(SessionState state, Reason reason, boolean settled, Runnable then) {
    static Rest paused(Reason why) {
        return new Rest(SessionState.PAUSED, why, true, () -> {});
    }

    /** Goes on by itself. */
    static Rest waiting(Reason why) {
        return new Rest(SessionState.PAUSED, why, false, () -> {});
    }

    static Rest failed(Reason why) {
        return new Rest(SessionState.FAILED, why, true, () -> {});
    }
}
