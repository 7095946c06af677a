package dtp.csp.session;

import dtp.api.Reason;
import dtp.api.Session;
import dtp.api.SessionState;
import dtp.api.SessionStatus;
import dtp.api.Verification;
import dtp.api.payload.PayloadInfo;
import dtp.csp.store.StateRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Where a session stands and why: state, reason, notes, who waits for it to settle, who is told. Changed by the engine lane
 * only; read by any thread.
 */
final class Standing {
    static final int MOST_NOTES = 16;

    private final Tasks tasks;
    private final Callouts callouts;
    private final Listeners listeners;
    private final Session session;
    private final List<CompletableFuture<SessionStatus>> waiting = new ArrayList<>();
    private SessionState state = SessionState.WAITING;
    private Optional<Reason> reason = Optional.empty();
    private Verification verification = Verification.NONE;
    private Instant since;
    private boolean settled;
    private List<Reason> notes = List.of();

    Standing(EngineContext engine, Session session) {
        tasks = engine.tasks();
        callouts = engine.callouts();
        listeners = engine.listeners();
        this.session = session;
        since = tasks.wallClock();
    }

    /** As found on disk; nobody is told. */
    synchronized void restore(SessionState was, Optional<Reason> why, Instant when) {
        state = was;
        reason = why;
        since = when;
        settled = was == SessionState.PAUSED || was == SessionState.FAILED;
    }

    /** @param rests true when nothing goes on until somebody acts */
    void become(SessionState now, Optional<Reason> why, boolean rests) {
        boolean heard = listeners.isAny();
        SessionStatus before = heard ? session.status() : null;
        synchronized (this) {
            boolean same = state == now && reason.map(Reason::code).equals(why.map(Reason::code));
            if (!same) {
                since = tasks.wallClock();
            }
            state = now;
            reason = why;
            settled = rests;
        }
        if (heard) {
            listeners.stateChanged(session, before, session.status());
        }
        if (rests) {
            settle();
        }
    }

    void become(SessionState now) {
        become(now, Optional.empty(), now.isTerminal());
    }

    void become(SessionState now, Reason why) {
        become(now, Optional.of(why), true);
    }

    /** COMPLETED. */
    void complete(Verification how) {
        synchronized (this) {
            verification = how;
        }
        become(SessionState.COMPLETED, Optional.empty(), true);
    }

    private void settle() {
        List<CompletableFuture<SessionStatus>> all;
        synchronized (this) {
            if (waiting.isEmpty()) {
                return;
            }
            all = List.copyOf(waiting);
            waiting.clear();
        }
        SessionStatus after = session.status();
        all.forEach(w -> callouts.post(() -> w.complete(after)));
    }

    CompletionStage<SessionStatus> settled() {
        CompletableFuture<SessionStatus> asked = new CompletableFuture<>();
        boolean now;
        synchronized (this) {
            now = settled;
            if (!now) {
                waiting.add(asked);
            }
        }
        if (now) {
            callouts.post(() -> asked.complete(session.status()));
        }
        return asked.minimalCompletionStage();
    }

    /** A resume was asked for: whoever asks from now on waits for the next rest. */
    synchronized void stir() {
        settled &= state != SessionState.PAUSED && state != SessionState.FAILED;
    }

    synchronized void note(Reason note) {
        List<Reason> more = new ArrayList<>(notes);
        if (!more.isEmpty() && more.get(more.size() - 1).text().equals(note.text())) {
            return;
        }
        more.add(note);
        notes = List.copyOf(more.subList(Math.max(0, more.size() - MOST_NOTES), more.size()));
    }

    synchronized SessionState state() {
        return state;
    }

    synchronized Optional<Reason> reason() {
        return reason;
    }

    synchronized boolean standsFor(Reason.Code code) {
        return reason.filter(r -> r.code() == code).isPresent();
    }

    /** A resume begins from here. */
    synchronized boolean isAtRest() {
        return switch (state) {
            case WAITING, PAUSED, FAILED -> true;
            case RUNNING, VERIFYING, COMPLETED, CANCELLED -> false;
        };
    }

    synchronized boolean isSettled() {
        return settled;
    }

    synchronized Instant since() {
        return since;
    }

    /** For the journal. */
    synchronized StateRecord record() {
        return new StateRecord(state, reason, since);
    }

    /** All parts of one moment. */
    synchronized Snapshot snapshot(PayloadInfo payload, Snapshot.Figures figures) {
        return new Snapshot(state, reason, verification, since, notes, payload, figures);
    }
}
