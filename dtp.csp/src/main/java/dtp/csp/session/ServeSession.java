package dtp.csp.session;

import dtp.api.Endpoint;
import dtp.api.PartialContent;
import dtp.api.Reason;
import dtp.api.SessionState;
import dtp.api.SessionStatus;
import dtp.api.Verification;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Payload;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Peer;
import dtp.api.transport.Served;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** A download of a remote: {@link Served} to the server, a session of direction SERVE to the operator. Any thread. */
final class ServeSession implements OwnedSession, Served {
    private static final Pattern UNSHOWN = Pattern.compile("[\\s?#\\\\/\\p{Cntrl}]");

    private final EngineContext engine;
    private final SessionHost host;
    private final UUID id;
    private final Payload payload;
    private final Endpoint peer;
    private final Standing standing;
    private final ProgressTick tick;
    private final StopSignal stop = new StopSignal();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Runnable whenClosed = () -> {};

    ServeSession(EngineContext engine, SessionHost host, UUID id, Payload payload, Peer peer) {
        this.engine = engine;
        this.host = host;
        this.id = id;
        this.payload = payload;
        this.peer = endpoint(peer, payload.info().name());
        standing = new Standing(engine, this);
        tick = new ProgressTick(engine, this, sent::get);
        engine.tasks().execute(Tasks.Lane.ENGINE, () -> {
            if (!closed.get()) {
                standing.become(SessionState.RUNNING);
                tick.start();
            }
        });
    }

    /** A peer as an endpoint to show; what its address cannot express is left out. */
    static Endpoint endpoint(Peer peer, String name) {
        String address = peer.address().isEmpty()
                ? "unknown"
                : UNSHOWN.matcher(peer.address()).replaceAll("_");
        return Endpoint.of(peer.scheme(), address, name);
    }

    @Override
    public Payload payload() {
        return payload;
    }

    @Override
    public void sent(long bytes) {
        sent.addAndGet(bytes);
    }

    @Override
    public long throughputBytesPerSecond() {
        return Long.MAX_VALUE;
    }

    @Override
    public void onStop(Consumer<Reason> action) {
        stop.onStop(action);
    }

    /** The server has ended it, or its bundle went. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            payload.close();
            whenClosed.run();
            engine.tasks().execute(Tasks.Lane.ENGINE, () -> {
                tick.stop();
                boolean whole = sent.get() >= payload.info().size().orElse(Long.MAX_VALUE);
                if (whole && stop.reason().isEmpty()) {
                    standing.complete(Verification.NONE);
                } else {
                    standing.become(
                            SessionState.CANCELLED,
                            stop.reason().orElseGet(() -> Reason.of(Reason.Code.CANCELLED, "The peer ended it.")));
                }
                host.finished(this, Optional.empty());
            });
        }
    }

    /** Runs {@code action} when it is closed; at once when it is. May run twice. */
    void whenClosed(Runnable action) {
        whenClosed = action;
        if (closed.get()) {
            action.run();
        }
    }

    /** Ends it from this side. */
    void stop(Reason why) {
        stop.stop(why);
        close();
    }

    @Override
    public UUID id() {
        return id;
    }

    @Override
    public Direction direction() {
        return Direction.SERVE;
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
        PayloadInfo info = payload.info();
        long out = sent.get();
        long size = info.size().orElse(0);
        return standing.snapshot(
                info,
                new Snapshot.Figures(Math.min(out, size), 0, 0, tick.bytesPerSecond(), 0, Math.max(0, out - size), 0));
    }

    /** What a peer has is not known here. */
    @Override
    public IntervalSet received() {
        return IntervalSet.empty();
    }

    @Override
    public IntervalSet durable() {
        return IntervalSet.empty();
    }

    /** A download cannot be held: the peer is told to stop, and asks again when it likes. */
    @Override
    public void pause() {
        stop(Reason.of(Reason.Code.USER, "Stopped by the operator of the container that serves it."));
    }

    @Override
    public void resume() {}

    @Override
    public void resumeFrom(List<Endpoint> sources) {}

    @Override
    public void cancel(boolean keepFiles) {
        pause();
    }

    @Override
    public void shutDown(Runnable then) {
        stop(Reason.of(Reason.Code.SHUTDOWN, "The container stops."));
        engine.tasks().execute(Tasks.Lane.ENGINE, then);
    }

    @Override
    public CompletionStage<SessionStatus> settled() {
        return standing.settled();
    }

    @Override
    public PartialContent content() throws IOException {
        throw new IOException("a served payload is read where it is stored");
    }
}
