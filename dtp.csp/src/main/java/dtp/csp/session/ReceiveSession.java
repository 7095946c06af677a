package dtp.csp.session;

import dtp.api.Endpoint;
import dtp.api.PartialContent;
import dtp.api.Reason;
import dtp.api.SessionStatus;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.PayloadInfo;
import dtp.csp.store.SessionFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** An upload of a remote as the operator sees it. Any thread; its {@link ReceiveRun} decides on the engine lane. */
final class ReceiveSession implements OwnedSession {
    private final EngineContext engine;
    private final UUID id;
    private final Endpoint peer;
    private final Standing standing;
    private final Intake intake;
    private final Identity identity;
    private final ReceiveRun run;

    ReceiveSession(EngineContext engine, UploadHost host, SessionFiles files, Upload upload) {
        this.engine = engine;
        id = files.content().id();
        peer = ServeSession.endpoint(upload.peer(), upload.offer().payload().name());
        standing = new Standing(engine, this);
        Relay relay = new Relay();
        intake = new Intake(engine, files, host::uploadLevel, relay);
        identity = new Identity(intake.sets(), upload.offer().payload());
        upload.offer().payload().size().ifPresent(intake.sets()::setSize);
        run = new ReceiveRun(engine, host, this, new GetRun.Parts(intake, identity, standing), upload);
        relay.to = run;
    }

    /** The intake is made before its ear can be. */
    private static final class Relay implements Intake.Ear {
        private ReceiveRun to;

        @Override
        public void allWritten() {}

        @Override
        public void trouble(Reason reason) {
            to.trouble(reason);
        }
    }

    ReceiveRun run() {
        return run;
    }

    Intake intake() {
        return intake;
    }

    PayloadInfo info() {
        return identity.info();
    }

    @Override
    public UUID id() {
        return id;
    }

    @Override
    public Direction direction() {
        return Direction.RECEIVE;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(peer);
    }

    @Override
    public Optional<Path> file() {
        return Optional.empty();
    }

    @Override
    public SessionStatus status() {
        SessionSets sets = intake.sets();
        return standing.snapshot(
                identity.info(),
                new Snapshot.Figures(
                        sets.writtenBytes(),
                        sets.durableBytes(),
                        sets.holes(),
                        run.bytesPerSecond(),
                        0,
                        intake.total().duplicateBytes(),
                        engine.pace().lossBoundMs()));
    }

    @Override
    public IntervalSet received() {
        return intake.sets().written();
    }

    @Override
    public IntervalSet durable() {
        return intake.sets().durable();
    }

    /** The peer is told to stop; what came is kept where its offer can be resumed. */
    @Override
    public void pause() {
        run.stop(Reason.of(Reason.Code.USER, "Stopped by the operator; the peer may go on with it later."), () -> {});
    }

    /** Only the peer can go on with its upload. */
    @Override
    public void resume() {}

    @Override
    public void resumeFrom(List<Endpoint> sources) {}

    @Override
    public void cancel(boolean keepFiles) {
        Reason why = Reason.of(Reason.Code.USER, "Cancelled by the operator.");
        if (keepFiles) {
            run.stop(why, () -> {});
        } else {
            run.abandon(why);
        }
    }

    @Override
    public void shutDown(Runnable then) {
        run.stop(Reason.of(Reason.Code.SHUTDOWN, "The container stops; the peer may go on when it is back."), then);
    }

    @Override
    public CompletionStage<SessionStatus> settled() {
        return standing.settled();
    }

    @Override
    public PartialContent content() throws IOException {
        Path part = intake.files().paths().part();
        return new SessionContent(intake.sets(), intake.awaits(), part, part);
    }
}
