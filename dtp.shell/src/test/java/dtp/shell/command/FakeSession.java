package dtp.shell.command;

import dtp.api.Endpoint;
import dtp.api.PartialContent;
import dtp.api.Reason;
import dtp.api.Session;
import dtp.api.SessionState;
import dtp.api.SessionStatus;
import dtp.api.interval.IntervalSet;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A session that does at once what the test has said. */
final class FakeSession implements Session {
    final Path path;
    private final Direction direction;
    final List<String> calls = new ArrayList<>();
    List<Endpoint> endpoints = List.of(Endpoint.parse("csp://10/3"));
    SessionStatus afterResume = FakeStatus.verified();
    private volatile SessionStatus status;
    private CompletableFuture<SessionStatus> settled = new CompletableFuture<>();

    FakeSession(Path path, SessionStatus status) {
        this(path, status, Direction.GET);
    }

    FakeSession(Path path, SessionStatus status, Direction direction) {
        this.path = path;
        this.direction = direction;
        become(status);
    }

    private void become(SessionStatus now) {
        status = now;
        if (now.state() != SessionState.RUNNING) {
            settled.complete(now);
        }
    }

    @Override
    public UUID id() {
        return UUID.fromString("12345678-0000-0000-0000-000000000000");
    }

    @Override
    public Direction direction() {
        return direction;
    }

    @Override
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    @Override
    public Optional<Path> file() {
        return Optional.of(path);
    }

    @Override
    public SessionStatus status() {
        return status;
    }

    @Override
    public IntervalSet received() {
        return IntervalSet.of(0, status.heldBytes());
    }

    @Override
    public IntervalSet durable() {
        return received();
    }

    @Override
    public void pause() {
        calls.add("pause");
        become(FakeStatus.ended(SessionState.PAUSED, Reason.Code.USER, "you asked for it"));
    }

    @Override
    public void resume() {
        calls.add("resume");
        settled = new CompletableFuture<>();
        become(afterResume);
    }

    @Override
    public void resumeFrom(List<Endpoint> sources) {
        endpoints = sources;
        resume();
    }

    @Override
    public void cancel(boolean keepFiles) {
        calls.add(keepFiles ? "cancel" : "cancel and delete");
        become(FakeStatus.ended(SessionState.CANCELLED, Reason.Code.CANCELLED, "cancelled"));
    }

    @Override
    public CompletionStage<SessionStatus> settled() {
        return settled;
    }

    @Override
    public PartialContent content() throws IOException {
        throw new FileNotFoundException(path.toString());
    }
}
