package dtp.csp.session;

import dtp.api.Endpoint;
import dtp.api.PutRequest;
import dtp.api.Reason;
import dtp.api.SessionState;
import dtp.api.TransferOptions;
import dtp.api.Verification;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Payload;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Delivery;
import dtp.api.transport.DeliveryObserver;
import dtp.api.transport.End;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The course of a put: open, deliver, try again as a get does. Owned by the engine lane; figures are read by any thread. */
final class PutRun {
    private static final long FIRST_BACKOFF_NS = 250_000_000L;
    private static final long MOST_BACKOFF_NS = 30_000_000_000L;

    /** Opens the payload; may block. */
    interface Opener {
        Payload open() throws IOException;
    }

    private final EngineContext engine;
    private final PutHost host;
    private final PutSession session;
    private final Standing standing;
    private final Opener opener;
    private final ContactProbe probe;
    private final ProgressTick tick;
    private final Endpoint target;
    private final TransferOptions options;
    private Attempt attempt;
    private int failures;
    private Tasks.Cancellable retry = () -> {};
    /** The home remembers that it rests. */
    private boolean restRemembered;

    private volatile PayloadInfo info;
    private volatile IntervalSet missing;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicInteger rounds = new AtomicInteger();

    /** One delivery. Owned by the engine lane, but the observer on any thread. */
    private final class Attempt implements DeliveryObserver {
        private final Payload payload;
        private Delivery delivery;
        private volatile boolean over;
        private volatile boolean moved;

        Attempt(Payload payload) {
            this.payload = payload;
        }

        @Override
        public void missing(IntervalSet atTheRemote) {
            if (!over) {
                missing = atTheRemote;
            }
        }

        @Override
        public void sent(long bytes) {
            if (!over) {
                sent.addAndGet(bytes);
                moved = true;
            }
        }

        @Override
        public void note(Reason reason) {
            standing.note(reason);
        }

        void end() {
            over = true;
            if (delivery != null) {
                engine.transports().release(delivery);
            }
            payload.close();
        }
    }

    PutRun(EngineContext engine, PutHost host, PutSession session, Standing standing, Opener opener) {
        this.engine = engine;
        this.host = host;
        this.session = session;
        this.standing = standing;
        this.opener = opener;
        PutRequest request = session.request();
        target = request.target();
        options = request.options();
        info = PayloadInfo.named(target.name());
        probe = new ContactProbe(engine, this::begin);
        tick = new ProgressTick(engine, session, sent::get);
    }

    PayloadInfo info() {
        return info;
    }

    IntervalSet atTheRemote() {
        long size = info.size().orElse(0);
        IntervalSet open = missing;
        return standing.state() == SessionState.COMPLETED
                ? IntervalSet.of(0, size)
                : open == null ? IntervalSet.empty() : open.complement(size);
    }

    Snapshot.Figures figures() {
        long size = info.size().orElse(Long.MAX_VALUE);
        boolean done = standing.state() == SessionState.COMPLETED;
        long held = done ? info.size().orElse(0) : Math.min(sent.get(), size);
        IntervalSet open = missing;
        int holes = done || open == null ? 0 : open.count();
        return new Snapshot.Figures(
                held, done ? held : 0, holes, tick.bytesPerSecond(), rounds.get(), Math.max(0, sent.get() - size), 0);
    }

    /** Before anything else: it stands where an earlier program left it. */
    void restored() {
        restRemembered = true;
    }

    /** Nothing goes on before somebody acts, at the next start neither. */
    private void rest(SessionState state, Reason why) {
        standing.become(state, why);
        if (why.code() != Reason.Code.SHUTDOWN) {
            restRemembered = true;
            host.rests(session, standing.record());
        }
    }

    void resume() {
        if (standing.isAtRest()) {
            failures = 0;
            if (restRemembered) {
                restRemembered = false;
                host.runs(session);
            }
            begin();
        }
    }

    private void begin() {
        probe.stop();
        retry.cancel();
        if (engine.transports().find(target.scheme()).isEmpty()) {
            standing.become(SessionState.PAUSED, Optional.of(Trouble.noTransportToPut(target)), false);
            return;
        }
        standing.become(SessionState.RUNNING);
        tick.start();
        attempt();
    }

    private void attempt() {
        engine.tasks().execute(Tasks.Lane.STORES, () -> {
            try {
                Payload opened = opener.open();
                engine.tasks().execute(Tasks.Lane.ENGINE, () -> deliver(opened));
            } catch (IOException | RuntimeException e) {
                Reason why = Trouble.opening(session.request().file(), e);
                engine.tasks().execute(Tasks.Lane.ENGINE, () -> stop(SessionState.FAILED, why));
            }
        });
    }

    private void deliver(Payload payload) {
        if (standing.state() != SessionState.RUNNING || attempt != null) {
            payload.close();
            return;
        }
        PayloadInfo before = info;
        info = payload.info();
        if (before.size().isPresent() && !before.mayBe(info)) {
            standing.note(Reason.of(
                    Reason.Code.SOURCE_CHANGED, "The file was changed since the last try; the new one is sent."));
        }
        Attempt made = new Attempt(payload);
        attempt = made;
        rounds.incrementAndGet();
        Optional<Delivery> delivery;
        try {
            delivery = engine.transports().deliver(payload, target, options, made);
        } catch (RuntimeException e) {
            stop(SessionState.FAILED, Trouble.notTaken(target, e));
            return;
        }
        if (delivery.isEmpty()) { // its transport went just now; another may be there already
            endAttempt();
            failed(Trouble.noTransportToPut(target));
            return;
        }
        made.delivery = delivery.get();
        made.delivery.end().whenComplete((end, broken) -> {
            End how = end != null
                    ? end
                    : End.of(End.Kind.TRANSIENT, Reason.of(Reason.Code.PROTOCOL_ERROR, String.valueOf(broken)));
            engine.tasks().execute(Tasks.Lane.ENGINE, () -> ended(made, how));
        });
    }

    private void ended(Attempt which, End end) {
        if (attempt != which) {
            return;
        }
        Verification told = which.delivery.verification();
        boolean moved = which.moved;
        endAttempt();
        if (end.kind() == End.Kind.ENDED) {
            tick.stop();
            standing.complete(told);
            host.finished(session, Optional.empty());
        } else if (end.kind() == End.Kind.PERMANENT) {
            stop(SessionState.FAILED, end.reason().orElseGet(() -> reason(end)));
        } else {
            failures = moved ? 0 : failures;
            failed(end.reason().orElseGet(() -> reason(end)));
        }
    }

    private Reason reason(End end) {
        return switch (end.kind()) {
            case PERMANENT -> Reason.at(target, Reason.Code.PROTOCOL_ERROR, "The remote refuses it.");
            case CLOSED -> Trouble.transportClosed(target);
            default -> Reason.at(target, Reason.Code.NO_CONTACT, "The remote was not heard any more.");
        };
    }

    private void failed(Reason why) {
        if (engine.transports().find(target.scheme()).isEmpty()) {
            transportsChanged();
            return;
        }
        failures++;
        if (failures <= options.retries()) {
            long backoff = Math.min(MOST_BACKOFF_NS, FIRST_BACKOFF_NS << Math.min(failures - 1, 10));
            retry = engine.tasks().schedule(Tasks.Lane.ENGINE, backoff, this::attempt);
            return;
        }
        tick.stop();
        failures = 0;
        if (options.waitForContact()) {
            standing.become(
                    SessionState.PAUSED,
                    Optional.of(Reason.at(
                            target, Reason.Code.NO_CONTACT, why.text() + " The put goes on when the contact is back.")),
                    false);
            probe.start(java.util.List.of(target), options);
        } else {
            rest(
                    SessionState.PAUSED,
                    Reason.at(
                            target,
                            Reason.Code.RETRIES_EXHAUSTED,
                            "Gave up after " + (options.retries() + 1) + " tries. " + why.text()
                                    + " Resume tries again."));
        }
    }

    private void endAttempt() {
        if (attempt != null) {
            Attempt ended = attempt;
            attempt = null;
            ended.end();
        }
    }

    void stop(SessionState state, Reason why) {
        boolean ends = standing.state().isTerminal()
                || (state == SessionState.PAUSED && standing.isSettled() && standing.state() != SessionState.RUNNING);
        if (ends) {
            return;
        }
        probe.stop();
        retry.cancel();
        tick.stop();
        endAttempt();
        if (state.isTerminal()) {
            standing.become(state, why);
            host.finished(session, Optional.empty());
        } else {
            rest(state, why);
        }
    }

    void transportsChanged() {
        boolean there = engine.transports().find(target.scheme()).isPresent();
        boolean waits = !standing.isSettled() && standing.standsFor(Reason.Code.TRANSPORT_GONE);
        if (waits && there) {
            begin();
        } else if (standing.state() == SessionState.RUNNING && !there) {
            retry.cancel();
            tick.stop();
            endAttempt();
            standing.become(SessionState.PAUSED, Optional.of(Trouble.noTransportToPut(target)), false);
        }
    }
}
