package dtp.csp.session;

import dtp.api.Reason;
import dtp.api.SessionState;
import java.util.Optional;

/**
 * What a get must have before it may run: a transport that is there, its turn, terms that hold until it rests. What is missing
 * is waited for, and {@code come} told when it is there. Owned by the engine lane.
 */
final class Clearance {
    private final EngineContext engine;
    private final Standing standing;
    private final Terms terms;
    private final Turn turn;
    private final ContactProbe probe;

    /**
     * @param turn it has its turn already
     * @param come run when what it waited for is there
     */
    Clearance(EngineContext engine, Standing standing, Terms terms, boolean turn, Runnable come) {
        this.engine = engine;
        this.standing = standing;
        this.terms = terms;
        this.turn = new Turn(engine.turns(), come, turn);
        probe = new ContactProbe(engine, come);
    }

    /**
     * Takes all of it.
     *
     * @param asks it has something to ask for
     * @return false: something is missing, and the session stands where it waits for it
     */
    boolean take(boolean asks) {
        probe.stop();
        StoredOptions asked = terms.asked();
        if (asks && !hasTransport()) {
            turn.giveBack();
            Reason gone = Trouble.noTransportToGet(asked.endpoints().get(0));
            standing.become(SessionState.PAUSED, Optional.of(gone), false);
            return false;
        }
        if (!turn.take(asked.options().priority())) {
            standing.become(SessionState.WAITING, Optional.of(Turn.WAITS), false);
            return false;
        }
        terms.bind();
        return true;
    }

    private boolean hasTransport() {
        return terms.asked().endpoints().stream()
                .anyMatch(e -> engine.transports().find(e.scheme()).isPresent());
    }

    /** It stands still for want of a transport, and there is one. */
    boolean transportIsBack() {
        return !standing.isSettled() && standing.standsFor(Reason.Code.TRANSPORT_GONE) && hasTransport();
    }

    /** It stands still for want of contact, which is asked for from now on. */
    void awaitContact() {
        StoredOptions asked = terms.asked();
        probe.start(asked.endpoints(), asked.options());
    }

    /** It is to rest: contact is asked for no longer. */
    void stopAsking() {
        probe.stop();
    }

    /** Waits for its turn no longer. @return false: it did not wait */
    boolean leaveTurn() {
        return turn.leave();
    }

    /** It rests: others may run, and it may be asked for otherwise. */
    void giveBack() {
        turn.giveBack();
        terms.release();
    }

    /** It is over: others may run; its terms stay what they were. */
    void end() {
        turn.giveBack();
    }
}
