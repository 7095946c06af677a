package dtp.csp.session;

import dtp.api.Reason;
import dtp.api.payload.PayloadInfo;
import java.util.Optional;

/** What a get makes of what its request stream tells. The engine lane, but described and noted on any thread. */
final class GetStreamOwner implements RequestStream.Owner {
    private final EngineContext engine;
    private final SessionHost host;
    private final GetRun run;
    private final Intake intake;
    private final Identity identity;
    private final Standing standing;

    GetStreamOwner(EngineContext engine, SessionHost host, GetRun run, GetRun.Parts parts) {
        this.engine = engine;
        this.host = host;
        this.run = run;
        intake = parts.intake();
        identity = parts.identity();
        standing = parts.standing();
    }

    @Override
    public FetchSink sink(FetchSink.Ear ear) {
        return intake.sink(ear);
    }

    @Override
    public boolean described(SourceLine line, PayloadInfo payload) {
        PayloadInfo before = identity.info();
        Optional<String> conflict = identity.learn(line.endpoint(), payload);
        if (conflict.isPresent()) {
            engine.tasks().execute(Tasks.Lane.ENGINE, () -> differs(line, conflict.get()));
            return false;
        }
        PayloadInfo now = identity.info();
        if (!now.equals(before)) {
            intake.record(now);
            if (!intake.pair().isBrief(now)) {
                host.checkSpace(intake, now, why -> {
                    if (run.goesOn()) {
                        run.comeToRest(Rest.paused(why));
                    }
                });
            }
            intake.checkComplete();
            engine.tasks().execute(Tasks.Lane.ENGINE, run.stream()::sizeKnown);
        }
        return true;
    }

    private void differs(SourceLine line, String how) {
        boolean otherTold =
                identity.teller().filter(t -> !t.equals(line.endpoint())).isPresent();
        if (otherTold && run.stream().usableLines() > 1) {
            run.stream()
                    .drop(
                            line,
                            Reason.at(
                                    line.endpoint(),
                                    Reason.Code.SOURCES_DIFFER,
                                    "The source " + how + "; it is not asked any more, the others are."));
        } else if (run.goesOn()) {
            run.comeToRest(Rest.failed(identity.changed(line.endpoint(), how)));
        }
    }

    @Override
    public void noted(Reason reason) {
        standing.note(reason);
    }

    @Override
    public boolean mayGoOnFromZero() {
        return intake.sets().holdsNothing() || identity.info().digest().isPresent();
    }

    @Override
    public void startOver(Runnable then) {
        standing.note(
                Reason.of(
                        Reason.Code.SOURCE_CHANGED,
                        "The source can only send from the beginning and tells no version: what came before is fetched again."));
        run.startOver(then);
    }

    @Override
    public void endedWhole() {
        run.allWritten();
    }

    @Override
    public void noTransport(Reason why) {
        run.comeToRest(Rest.waiting(why));
    }

    @Override
    public void exhausted(Reason why) {
        if (run.asked().options().waitForContact()) {
            run.comeToRest(Rest.waiting(worded(
                    why,
                    Reason.Code.NO_CONTACT,
                    why.text() + " What came is safe; the session goes on when the contact is back.")));
            return;
        }
        String text = "Gave up after " + (run.asked().options().retries() + 1) + " requests that brought nothing. "
                + why.text() + " What came is safe; resume tries again.";
        run.comeToRest(Rest.paused(worded(why, Reason.Code.RETRIES_EXHAUSTED, text)));
    }

    private static Reason worded(Reason why, Reason.Code code, String text) {
        return why.endpoint().map(e -> Reason.at(e, code, text)).orElseGet(() -> Reason.of(code, text));
    }

    @Override
    public void refused(Reason why) {
        run.comeToRest(Rest.failed(why));
    }
}
