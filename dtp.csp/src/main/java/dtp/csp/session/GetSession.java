package dtp.csp.session;

import dtp.api.Endpoint;
import dtp.api.PartialContent;
import dtp.api.Reason;
import dtp.api.SessionState;
import dtp.api.SessionStatus;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.PayloadInfo;
import dtp.csp.store.OpenedSession;
import dtp.csp.store.SessionFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * A get as applications see it. Any thread; what happens is decided by its {@link GetRun} and {@link GetOrders} on the engine
 * lane.
 */
final class GetSession implements OwnedSession {
    private final EngineContext engine;
    private final UUID id;
    private final Path file;
    private final Intake intake;
    private final Identity identity;
    private final Standing standing;
    private final Terms terms;
    private final GetRun run;
    private final GetOrders orders;

    /** @param turn it has its turn already */
    GetSession(EngineContext engine, SessionHost host, SessionFiles files, StoredOptions asked, boolean turn) {
        this.engine = engine;
        id = files.content().id();
        file = files.paths().shown();
        standing = new Standing(engine, this);
        IntakeRelay relay = new IntakeRelay();
        terms = new Terms(asked);
        intake = new Intake(engine, files, terms::level, relay);
        identity = new Identity(intake.sets(), known(files, asked));
        restoreModified(files, asked);
        GetRun.Parts parts = new GetRun.Parts(intake, identity, standing);
        run = new GetRun(engine, host, this, parts, terms, turn);
        orders = new GetOrders(engine, run, parts, terms);
        relay.to = run;
    }

    /** The intake is made before its ear can be. */
    private static final class IntakeRelay implements Intake.Ear {
        private GetRun to;

        @Override
        public void allWritten() {
            to.allWritten();
        }

        @Override
        public void trouble(Reason reason) {
            to.trouble(reason);
        }
    }

    private static PayloadInfo known(SessionFiles files, StoredOptions asked) {
        PayloadInfo named = files.content()
                .info()
                .orElseGet(() ->
                        PayloadInfo.named(files.paths().shown().getFileName().toString()));
        return asked.digest().map(named::digest).orElse(named);
    }

    /** Only with one source is it certain who told the time that stands in the session file. */
    private void restoreModified(SessionFiles files, StoredOptions asked) {
        if (asked.endpoints().size() == 1) {
            files.content()
                    .info()
                    .flatMap(PayloadInfo::modified)
                    .ifPresent(m -> identity.remember(asked.endpoints().get(0), m));
        }
    }

    /** As its files tell: at rest. */
    void restore(OpenedSession opened) {
        if (!opened.warning().isEmpty()) {
            standing.note(Reason.of(Reason.Code.IO_ERROR, opened.warning()));
        }
        if (opened.outcome() == OpenedSession.Outcome.OUTPUT_EXISTS) {
            Reason taken = Reason.of(Reason.Code.EXISTS, opened.warning());
            standing.restore(
                    SessionState.FAILED, Optional.of(taken), engine.tasks().wallClock());
            return;
        }
        var state = intake.files().content().state();
        boolean ran = state.state() != SessionState.PAUSED && state.state() != SessionState.FAILED;
        standing.restore(
                ran ? SessionState.PAUSED : state.state(),
                ran
                        ? Optional.of(Reason.of(Reason.Code.SHUTDOWN, "The process that fetched it ended."))
                        : state.reason(),
                state.since());
    }

    @Override
    public void resume() {
        standing.stir();
        engine.tasks().execute(Tasks.Lane.ENGINE, orders::resume);
    }

    @Override
    public void resumeFrom(List<Endpoint> sources) {
        sources.forEach(s -> engine.transports().find(s.scheme()).ifPresent(t -> t.check(s)));
        standing.stir();
        engine.tasks().execute(Tasks.Lane.ENGINE, () -> orders.resumeFrom(sources));
    }

    /**
     * Goes on, with what is asked for now, which the journal of a get at rest knows when this returns. Blocks.
     *
     * @return false: it runs, and not like that; nothing has changed
     */
    boolean askedAgain(StoredOptions request) {
        Terms.Answer answer = terms.accept(request);
        if (answer == Terms.Answer.TAKEN) {
            standing.stir();
            intake.pair().recordAtOnce(terms.asked()); // who has the answer may count on it, whatever is killed then
            engine.tasks().execute(Tasks.Lane.ENGINE, orders::askedAgain);
        }
        return answer != Terms.Answer.REFUSED;
    }

    @Override
    public void pause() {
        Reason why = Reason.of(Reason.Code.USER, "Paused by the user; all that came is safe. Resume goes on.");
        engine.tasks().execute(Tasks.Lane.ENGINE, () -> orders.pause(why, () -> {}));
    }

    @Override
    public void cancel(boolean keepFiles) {
        standing.stir();
        engine.tasks().execute(Tasks.Lane.ENGINE, () -> orders.cancel(keepFiles));
    }

    @Override
    public void shutDown(Runnable then) {
        Reason why = Reason.of(
                Reason.Code.SHUTDOWN, "The program ended; all that came is safe. It goes on when it is started again.");
        engine.tasks().execute(Tasks.Lane.ENGINE, () -> orders.shutDown(why, then));
    }

    @Override
    public void transportsChanged() {
        run.transportsChanged();
    }

    @Override
    public UUID id() {
        return id;
    }

    @Override
    public Direction direction() {
        return Direction.GET;
    }

    @Override
    public List<Endpoint> endpoints() {
        return asked().endpoints();
    }

    @Override
    public Optional<Path> file() {
        return Optional.of(file);
    }

    Intake intake() {
        return intake;
    }

    StoredOptions asked() {
        return terms.asked();
    }

    @Override
    public SessionStatus status() {
        SessionSets sets = intake.sets();
        Snapshot.Figures figures = new Snapshot.Figures(
                sets.writtenBytes(),
                sets.durableBytes(),
                sets.holes(),
                run.bytesPerSecond(),
                run.rounds(),
                intake.total().duplicateBytes(),
                engine.pace().lossBoundMs());
        return standing.snapshot(identity.info(), figures);
    }

    @Override
    public IntervalSet received() {
        return intake.sets().written();
    }

    @Override
    public IntervalSet durable() {
        return intake.sets().durable();
    }

    @Override
    public CompletionStage<SessionStatus> settled() {
        return standing.settled();
    }

    @Override
    public PartialContent content() throws IOException {
        intake.pair().need();
        return new SessionContent(
                intake.sets(), intake.awaits(), intake.files().paths().part(), file);
    }
}
