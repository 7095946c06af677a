package dtp.csp.session;

import dtp.api.Endpoint;
import dtp.api.PartialContent;
import dtp.api.PutRequest;
import dtp.api.Reason;
import dtp.api.SessionState;
import dtp.api.SessionStatus;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Payload;
import dtp.api.payload.PayloadInfo;
import dtp.csp.store.StateRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** A put as applications see it. Any thread; its {@link PutRun} decides on the engine lane. No state file: the remote knows. */
final class PutSession implements OwnedSession {
    private final EngineContext engine;
    private final UUID id;
    private final PutRequest request;
    private final Standing standing;
    private final PutRun run;

    PutSession(EngineContext engine, PutHost host, UUID id, PutRequest request, PutRun.Opener opener) {
        this.engine = engine;
        this.id = id;
        this.request = request;
        standing = new Standing(engine, this);
        run = new PutRun(engine, host, this, standing, opener);
    }

    PutRequest request() {
        return request;
    }

    /** It never began. */
    void restore(Reason why) {
        standing.restore(SessionState.PAUSED, Optional.of(why), engine.tasks().wallClock());
    }

    /** It stood so when the program ended. */
    void restore(StateRecord rest) {
        standing.restore(rest.state(), rest.reason(), rest.since());
        run.restored();
    }

    @Override
    public UUID id() {
        return id;
    }

    @Override
    public Direction direction() {
        return Direction.PUT;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(request.target());
    }

    @Override
    public Optional<Path> file() {
        return request.file();
    }

    @Override
    public SessionStatus status() {
        return standing.snapshot(run.info(), run.figures());
    }

    /** What the remote has, as far as it has said. */
    @Override
    public IntervalSet received() {
        return run.atTheRemote();
    }

    @Override
    public IntervalSet durable() {
        return standing.state() == SessionState.COMPLETED ? run.atTheRemote() : IntervalSet.empty();
    }

    @Override
    public void pause() {
        Reason why = Reason.of(
                Reason.Code.USER, "Paused by the user; the remote keeps what its protocol can. Resume goes on.");
        engine.tasks().execute(Tasks.Lane.ENGINE, () -> run.stop(SessionState.PAUSED, why));
    }

    @Override
    public void resume() {
        standing.stir();
        engine.tasks().execute(Tasks.Lane.ENGINE, run::resume);
    }

    /** A put has one target: the sources of a get have no meaning here. */
    @Override
    public void resumeFrom(List<Endpoint> sources) {
        resume();
    }

    @Override
    public void cancel(boolean keepFiles) {
        Reason why = Reason.of(Reason.Code.USER, "Cancelled by the user; the remote keeps what its protocol can.");
        engine.tasks().execute(Tasks.Lane.ENGINE, () -> run.stop(SessionState.CANCELLED, why));
    }

    @Override
    public void shutDown(Runnable then) {
        Reason why = Reason.of(Reason.Code.SHUTDOWN, "The program ended; putting again goes on where the remote can.");
        engine.tasks().execute(Tasks.Lane.ENGINE, () -> {
            run.stop(SessionState.PAUSED, why);
            then.run();
        });
    }

    @Override
    public void transportsChanged() {
        run.transportsChanged();
    }

    @Override
    public CompletionStage<SessionStatus> settled() {
        return standing.settled();
    }

    @Override
    public PartialContent content() throws IOException {
        Path file = request.file().orElseThrow(() -> new IOException("this put does not send a file"));
        SessionSets all = new SessionSets();
        PayloadInfo now = PayloadInfo.named(file.getFileName().toString()).size(java.nio.file.Files.size(file));
        all.restore(IntervalSet.of(0, now.size().getAsLong()), now.size());
        return new SessionContent(all, new Awaits(all, engine.callouts()), file, file);
    }

    /** Opens what is to be sent; on the STORES lane. */
    static PutRun.Opener opener(PutRequest request, FileDigests digests) {
        return () -> {
            Optional<Path> file = request.file();
            if (file.isPresent()) {
                return FilePayload.open(file.get(), file.get().getFileName().toString(), true, digests);
            }
            Payload made = request.payload().orElseThrow().get();
            if (made == null) {
                throw new IOException("there is nothing to send");
            }
            return made;
        };
    }
}
