package dtp.shell.command;

import dtp.api.Endpoint;
import dtp.api.GetRequest;
import dtp.api.PutRequest;
import dtp.api.Session;
import dtp.api.SessionService;
import dtp.api.SessionState;
import dtp.api.SessionStatus;
import dtp.api.StoredSession;
import dtp.api.TransferOptions;
import dtp.api.VerificationReport;
import dtp.api.interval.IntervalSet;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** A session service in which every session comes at once to what the test has said. */
final class FakeSessions implements SessionService {
    final List<GetRequest> gets = new ArrayList<>();
    final List<PutRequest> puts = new ArrayList<>();
    final List<FakeSession> open = new ArrayList<>();
    /** Besides the completed ones among those that are open. */
    final List<FakeSession> finished = new ArrayList<>();

    final Map<Path, FakeSession> stored = new HashMap<>();
    final CountDownLatch started = new CountDownLatch(1);

    /** What a get or a put comes to. */
    SessionStatus outcome = FakeStatus.verified();

    IOException refusal;
    VerificationReport report;
    TransferOptions storedOptions = TransferOptions.defaults();
    boolean inUse;

    private StoredSession snapshot(FakeSession of) {
        return new StoredSession() {
            @Override
            public UUID id() {
                return of.id();
            }

            @Override
            public Session.Direction direction() {
                return of.direction();
            }

            @Override
            public List<Endpoint> endpoints() {
                return of.endpoints();
            }

            @Override
            public Path file() {
                return of.path;
            }

            @Override
            public SessionStatus status() {
                return of.status();
            }

            @Override
            public TransferOptions options() {
                return storedOptions;
            }

            @Override
            public IntervalSet held() {
                return of.received();
            }

            @Override
            public boolean inUse() {
                return inUse;
            }
        };
    }

    @Override
    public Session get(GetRequest request) throws IOException {
        gets.add(request);
        if (refusal != null) {
            throw refusal;
        }
        open.removeIf(s -> s.path.equals(request.file()));
        FakeSession session = new FakeSession(request.file(), outcome);
        open.add(session);
        started.countDown();
        return session;
    }

    @Override
    public Session put(PutRequest request) {
        puts.add(request);
        FakeSession session = new FakeSession(request.file().orElseThrow(), outcome, Session.Direction.PUT);
        session.endpoints = List.of(request.target());
        open.add(session);
        started.countDown();
        return session;
    }

    @Override
    public Session load(Path file) throws IOException {
        return known(file);
    }

    private FakeSession known(Path file) throws IOException {
        Optional<FakeSession> here = open.stream()
                .filter(s -> s.path.equals(file) && s.direction() == Session.Direction.GET)
                .filter(s -> !s.status().state().isTerminal())
                .findFirst();
        return here.isPresent() ? here.get() : stored(file);
    }

    private FakeSession stored(Path file) throws IOException {
        FakeSession session = stored.get(file);
        if (session == null) {
            throw new FileNotFoundException("no session of " + file);
        }
        return session;
    }

    @Override
    public StoredSession inspect(Path file) throws IOException {
        return snapshot(known(file));
    }

    @Override
    public Optional<Session> find(UUID id) {
        return sessions().stream().filter(s -> s.id().equals(id)).findFirst();
    }

    @Override
    public List<Session> sessions() {
        return List.copyOf(open);
    }

    @Override
    public List<StoredSession> stored() {
        return stored.values().stream().map(this::snapshot).toList();
    }

    @Override
    public List<StoredSession> history(int most) {
        return Stream.concat(finished.stream(), open.stream())
                .filter(s -> s.status().state() == SessionState.COMPLETED)
                .limit(most)
                .map(this::snapshot)
                .toList();
    }

    @Override
    public CompletionStage<VerificationReport> verify(Path file) {
        return report == null
                ? CompletableFuture.failedFuture(new FileNotFoundException(file + " is not there"))
                : CompletableFuture.completedFuture(report);
    }

    @Override
    public boolean forget(Path file) {
        return stored.remove(file) != null;
    }
}
