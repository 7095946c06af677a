package dtp.csp.session;

import dtp.api.Endpoint;
import dtp.api.Session;
import dtp.api.SessionState;
import dtp.api.SessionStatus;
import dtp.api.StoredSession;
import dtp.api.TransferOptions;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.PayloadInfo;
import dtp.csp.store.JournalContent;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/** A stored session as a value. */
record StoredLook(
        UUID id,
        Session.Direction direction,
        List<Endpoint> endpoints,
        Path file,
        SessionStatus status,
        TransferOptions options,
        IntervalSet held,
        boolean inUse,
        OptionalLong process)
        implements StoredSession {

    static StoredLook of(JournalContent found, Path file, boolean inUse) {
        StoredOptions asked = StoredOptions.read(found.sources());
        PayloadInfo info = found.info().orElse(PayloadInfo.named(found.finalName()));
        IntervalSet all = found.all();
        long end = info.size().orElse(all.end());
        Snapshot.Figures figures = new Snapshot.Figures(
                all.bytes(),
                found.held().bytes(),
                all.complement(Math.max(end, all.end())).count(),
                0,
                0,
                0,
                0);
        SessionState state = inUse || found.state().state() == SessionState.FAILED
                ? found.state().state()
                : SessionState.PAUSED;
        Snapshot status = new Snapshot(
                state,
                found.state().reason(),
                dtp.api.Verification.NONE,
                found.state().since(),
                List.of(),
                info,
                figures);
        boolean received = Uploads.RECEIVED.options().equals(found.sources().options());
        return new StoredLook(
                found.id(),
                received ? Session.Direction.RECEIVE : Session.Direction.GET,
                asked.endpoints(),
                file,
                status,
                asked.options(),
                all,
                inUse,
                inUse && found.owner().isPresent()
                        ? OptionalLong.of(found.owner().get().pid())
                        : OptionalLong.empty());
    }

    static StoredLook of(OwnedSession session, Path file) {
        return new StoredLook(
                session.id(),
                session.direction(),
                session.endpoints(),
                file,
                session.status(),
                session instanceof GetSession get ? get.asked().options() : TransferOptions.defaults(),
                session.received(),
                true,
                OptionalLong.of(ProcessHandle.current().pid()));
    }

    static StoredLook of(Ledger.Finished f) {
        long size = f.payload().size().orElse(0);
        boolean whole = f.state() == SessionState.COMPLETED;
        Snapshot.Figures figures = new Snapshot.Figures(whole ? size : 0, whole ? size : 0, 0, 0, 0, 0, 0);
        Snapshot status = new Snapshot(
                f.state(), java.util.Optional.empty(), f.verification(), f.when(), List.of(), f.payload(), figures);
        return new StoredLook(
                f.id(),
                f.direction(),
                f.endpoints(),
                f.file()
                        .orElse(Path.of(
                                f.payload().name().isEmpty()
                                        ? "unnamed"
                                        : "/" + f.payload().name())),
                status,
                TransferOptions.defaults(),
                whole ? IntervalSet.of(0, size) : IntervalSet.empty(),
                false,
                OptionalLong.empty());
    }
}
