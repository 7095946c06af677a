package dtp.csp.session;

import dtp.api.SessionState;
import dtp.api.StoredSession;
import dtp.api.VerificationReport;
import dtp.csp.store.SessionPaths;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sessions that do not run: looked at, listed, remembered, verified, forgotten. On the caller's thread; blocks on the disk. */
final class Archive {
    private final EngineContext engine;
    private final SessionFileDesk desk;
    private final SessionTable table;
    private final Ledger ledger;

    Archive(EngineContext engine, SessionFileDesk desk, SessionTable table, Ledger ledger) {
        this.engine = engine;
        this.desk = desk;
        this.table = table;
        this.ledger = ledger;
    }

    StoredSession inspect(Path file) throws IOException {
        SessionPaths paths = SessionPaths.named(engine.disk(), file);
        Optional<GetSession> open = table.get(paths.shown());
        if (open.isPresent()) {
            return StoredLook.of(open.get(), paths.shown());
        }
        SessionFileDesk.Look look = desk.look(paths);
        return StoredLook.of(look.content(), paths.shown(), look.inUse());
    }

    List<StoredSession> stored() {
        List<StoredSession> all = new ArrayList<>();
        for (Map.Entry<UUID, Path> known : ledger.known().entrySet()) {
            boolean open = table.find(known.getKey())
                    .filter(s -> !s.status().state().isTerminal())
                    .isPresent();
            if (!open && engine.disk().exists(known.getValue())) {
                try {
                    all.add(inspect(known.getValue()));
                } catch (IOException e) {
                    // damaged or of a newer version: shown when it is asked for by name
                }
            }
        }
        return all;
    }

    List<StoredSession> history(int most) {
        return ledger.history(most).stream()
                .map(f -> (StoredSession) StoredLook.of(f))
                .toList();
    }

    CompletionStage<VerificationReport> verify(Path file) {
        CompletableFuture<VerificationReport> future = new CompletableFuture<>();
        CompletableFuture<VerificationReport> answer = new CompletableFuture<>();
        CompletionStage<VerificationReport> verified = answer; // its own failure, not one wrapped by a dependent
        verified.whenComplete((report, failure) -> engine.callouts().post(() -> {
            if (failure != null) {
                future.completeExceptionally(failure);
            } else {
                future.complete(report);
            }
        }));
        new Verifying(engine, desk, table, ledger).verify(file, answer);
        return future.minimalCompletionStage();
    }

    boolean forget(Path file) throws IOException {
        SessionPaths paths = SessionPaths.named(engine.disk(), file);
        Optional<GetSession> open = table.get(paths.shown());
        if (open.isPresent()) {
            GetSession session = open.get();
            SessionState state = session.status().state();
            if (state == SessionState.RUNNING || state == SessionState.VERIFYING) {
                throw new IOException(
                        paths.shown() + " is being fetched; pause or cancel it first. Nothing was forgotten.");
            }
            table.retire(session);
            ledger.closed(session.id());
            session.shutDown(() -> {});
            return true;
        }
        boolean found = ledger.forget(paths.shown());
        for (Map.Entry<UUID, Path> known : ledger.known().entrySet()) {
            if (known.getValue().equals(paths.state())) {
                ledger.closed(known.getKey());
                found = true;
            }
        }
        return found;
    }
}
