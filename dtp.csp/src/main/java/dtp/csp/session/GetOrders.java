package dtp.csp.session;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.SessionState;
import dtp.csp.store.StateRecord;
import java.util.List;
import java.util.Optional;

/**
 * What is asked of a get from outside, at whatever moment: to go on, to pause, to end. Done now, or once the get stands still
 * where its {@link GetRun} is on the way to that. Owned by the engine lane; keeps nothing.
 */
final class GetOrders {
    private final EngineContext engine;
    private final GetRun run;
    private final Intake intake;
    private final Standing standing;
    private final Terms terms;

    GetOrders(EngineContext engine, GetRun run, GetRun.Parts parts, Terms terms) {
        this.engine = engine;
        this.run = run;
        intake = parts.intake();
        standing = parts.standing();
        this.terms = terms;
    }

    void resume() {
        if (run.comesToRest()) {
            run.goOnAfterRest(true);
        } else if (standing.isAtRest()) {
            run.begin();
        }
    }

    void resumeFrom(List<Endpoint> sources) {
        if (!run.isEnding() && !sources.isEmpty() && (run.comesToRest() || standing.isAtRest())) {
            terms.from(sources);
            intake.pair().record(terms.asked());
        }
        resume();
    }

    /** Its terms may be others. */
    void askedAgain() {
        if (!run.isEnding() && !standing.state().isTerminal()) {
            intake.pair().record(terms.asked());
        }
        resume();
    }

    void pause(Reason why, Runnable then) {
        run.goOnAfterRest(false);
        boolean runs = switch (standing.state()) {
            case RUNNING, VERIFYING -> true;
            case WAITING, PAUSED -> !standing.isSettled();
            case FAILED, COMPLETED, CANCELLED -> false;
        };
        if (run.leaveTurn()) {
            standing.become(SessionState.PAUSED, Optional.of(why), true);
            run.recordStanding();
            then.run();
        } else if (run.willSettle()) {
            run.whenStill(then);
        } else if (runs) {
            run.whenStill(then);
            run.comeToRest(Rest.paused(why));
        } else {
            then.run();
        }
    }

    /** Pauses and lets go of the files. */
    void shutDown(Reason why, Runnable then) {
        pause(why, () -> {
            if (standing.state().isTerminal()) {
                then.run();
            } else {
                intake.close(then);
            }
        });
    }

    void cancel(boolean keepFiles) {
        if (run.isEnding() || standing.state().isTerminal()) {
            return;
        }
        run.goOnAfterRest(false);
        Reason why = Reason.of(
                Reason.Code.USER,
                keepFiles
                        ? "Cancelled by the user; what came is kept, and resume takes it up again."
                        : "Cancelled by the user; what came was deleted.");
        if (run.leaveTurn() && !keepFiles) {
            run.end(why, true);
            return;
        }
        run.comeToRest(new Rest(SessionState.CANCELLED, why, true, () -> {
            if (keepFiles) {
                intake.pair()
                        .record(new StateRecord(
                                SessionState.PAUSED,
                                Optional.of(why),
                                engine.tasks().wallClock()));
            }
            run.end(why, !keepFiles);
        }));
    }
}
