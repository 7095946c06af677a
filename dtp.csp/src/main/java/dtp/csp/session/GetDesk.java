package dtp.csp.session;

import dtp.api.Endpoint;
import dtp.api.GetRequest;
import dtp.api.Reason;
import dtp.api.Session;
import dtp.api.SessionState;
import dtp.api.TransferOptions.Durability;
import dtp.api.Verification;
import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import dtp.csp.store.JournalContent;
import dtp.csp.store.NewSession;
import dtp.csp.store.OpenedSession;
import dtp.csp.store.PublishRecord;
import dtp.csp.store.SessionFiles;
import dtp.csp.store.SessionPaths;
import dtp.csp.store.StateRecord;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * Where gets begin: a new pair of files, the pair that stands there already, or a session that this engine has open. On the
 * caller's thread, one at a time; blocks on the disk.
 */
final class GetDesk {
    private final EngineContext engine;
    private final SessionFileDesk desk;
    private final SessionTable table;
    private final SessionHost host;
    private final Ledger ledger;
    private final BriefRemains remains;

    GetDesk(EngineContext engine, SessionFileDesk desk, SessionTable table, SessionHost host, Ledger ledger) {
        this.engine = engine;
        this.desk = desk;
        this.table = table;
        this.host = host;
        this.ledger = ledger;
        remains = new BriefRemains(engine.tasks(), engine.disk());
    }

    synchronized GetSession get(GetRequest request) throws IOException {
        for (Endpoint source : request.sources()) {
            check(source, request.awaitTransport());
        }
        Optional<GetSession> open = table.get(request.file());
        if (open.isPresent()) {
            return goOn(open.get(), request);
        }
        SessionPaths paths = SessionPaths.beside(request.file());
        GetSession session;
        if (engine.disk().exists(paths.state())) {
            session = reopen(paths, request);
        } else {
            session = create(paths, request);
        }
        if (!session.intake().pair().isUnmade()) {
            ledger.opened(session.id(), paths.state(), false); // a kill leaves it known; synced behind the answer
        }
        table.add(session);
        remember(session, paths);
        session.resume();
        return session;
    }

    /** Once it has files. What is over by then need not be remembered: a small get costs the home nothing. */
    private void remember(GetSession session, SessionPaths paths) {
        session.intake()
                .files()
                .whenMade(() -> engine.tasks().execute(Tasks.Lane.STORES, () -> {
                    if (table.isOpen(session.id())) {
                        ledger.opened(
                                session.id(),
                                paths.state(),
                                !session.intake().pair().isClosing());
                    }
                }));
    }

    void check(Endpoint endpoint, boolean awaitTransport) {
        var transport = engine.transports().find(endpoint.scheme());
        if (transport.isPresent()) {
            transport.get().check(endpoint);
        } else if (!awaitTransport) {
            throw new IllegalArgumentException(
                    "no transport for " + endpoint.scheme() + ":// is there (asked for " + endpoint + ")");
        }
    }

    private GetSession goOn(GetSession session, GetRequest request) throws IOException {
        PayloadInfo known = session.status().payload();
        requireSame(request, session.asked(), known, session.id());
        StoredOptions asked = StoredOptions.of(request);
        if (!session.askedAgain(asked)) {
            throw new IOException(
                    request.file() + " runs already, asked for otherwise ("
                            + String.join(", ", session.asked().lacks(asked))
                            + "). It goes on as it is, and nothing was changed. To have it otherwise, pause it, then ask again.");
        }
        return session;
    }

    /** The file beside belongs to this payload, or nobody may touch it. */
    private static void requireSame(GetRequest request, StoredOptions before, PayloadInfo known, UUID id)
            throws IOException {
        boolean sameEndpoint = request.adopt() || before.endpoints().stream().anyMatch(request.sources()::contains);
        boolean corrects = request.adopt()
                && before.digest().isPresent()
                && before.digest().equals(known.digest()); // it was asked for, and may have been mistyped
        boolean contradicts = request.digest()
                .filter(d -> known.digest()
                        .filter(k -> k.algorithm().equals(d.algorithm()) && !k.equals(d))
                        .isPresent())
                .isPresent();
        boolean sameDigest = request.digest().isPresent() && request.digest().equals(known.digest());
        if ((contradicts && !corrects) || !(sameEndpoint || sameDigest)) {
            throw new FileAlreadyExistsException(
                    request.file().toString(),
                    null,
                    "an unfinished session (" + id
                            + ") of another payload stands beside it; nothing was touched. Use another file,"
                            + " resume that session with 'dtp resume --from', or cancel it with --delete");
        }
    }

    private GetSession create(SessionPaths paths, GetRequest request) throws IOException {
        Path file = request.file();
        if (engine.disk().exists(file) && (!request.replace() || Files.isDirectory(file))) {
            throw new FileAlreadyExistsException(
                    file.toString(),
                    null,
                    "it exists and was not touched; choose another file, or replace it with --force");
        }
        StoredOptions asked = StoredOptions.of(request);
        PayloadInfo named = PayloadInfo.named(request.sources().get(0).name());
        NewSession fresh = new NewSession(
                new UUID(engine.random().nextLong(), engine.random().nextLong()),
                Optional.of(request.digest().map(named::digest).orElse(named)),
                new StateRecord(
                        SessionState.WAITING, Optional.empty(), engine.tasks().wallClock()),
                asked.record(),
                request.replace());
        boolean turn = engine.turns().tryTake();
        boolean brief = request.options().durability() == Durability.PROCESS; // ADR 8
        try {
            // whose turn has not come has no files yet: they would be two descriptors each
            SessionFiles files = brief || !turn ? desk.createLater(paths, fresh) : desk.create(paths, fresh);
            if (brief) {
                remains.look(paths.part().getParent());
            }
            return new GetSession(engine, host, files, asked, turn);
        } catch (IOException | RuntimeException e) {
            if (turn) {
                engine.turns().giveBack();
            }
            throw e;
        }
    }

    private GetSession reopen(SessionPaths paths, GetRequest request) throws IOException {
        OpenedSession opened = open(paths);
        SessionFiles files = opened.files().orElseThrow();
        try {
            JournalContent found = files.content();
            StoredOptions before = StoredOptions.read(found.sources());
            PayloadInfo known = found.info().orElse(PayloadInfo.named(found.finalName()));
            requireSame(request, before, known, found.id());
            StoredOptions merged = before.with(StoredOptions.of(request));
            files.recordSources(merged.record());
            return atRest(opened, merged);
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
    }

    /** Takes a stored session, at rest. */
    synchronized GetSession load(Path file) throws IOException {
        SessionPaths paths = SessionPaths.named(engine.disk(), file);
        Optional<GetSession> open = table.get(paths.shown());
        if (open.isPresent()) {
            return open.get();
        }
        OpenedSession opened = open(paths);
        SessionFiles files = opened.files().orElseThrow();
        StoredOptions asked = StoredOptions.read(files.content().sources());
        if (asked.endpoints().isEmpty()) {
            files.close();
            throw new IOException(
                    paths.state() + " is an upload that a peer began, or holds no source that can be read. Nothing was"
                            + " touched; an upload is gone on with by its peer.");
        }
        GetSession session = atRest(opened, asked);
        table.add(session);
        remember(session, paths);
        return session;
    }

    /** With its files closed until its turn comes: at a start there may be thousands. */
    private GetSession atRest(OpenedSession opened, StoredOptions asked) throws IOException {
        SessionFiles files = opened.files().orElseThrow();
        GetSession session = new GetSession(engine, host, files, asked, false);
        session.restore(opened);
        session.intake().letGo();
        files.sleep();
        return session;
    }

    /** With its files open. @throws IOException also when nothing was left to do but clearing away */
    private OpenedSession open(SessionPaths paths) throws IOException {
        OpenedSession opened = desk.open(paths);
        if (opened.files().isPresent()) {
            return opened;
        }
        JournalContent last = opened.content();
        ledger.closed(last.id());
        if (opened.outcome() == OpenedSession.Outcome.COMPLETED) {
            PayloadInfo info = last.info().orElse(PayloadInfo.named(last.finalName()));
            StoredOptions asked = StoredOptions.read(last.sources());
            Optional<Digest> digest = last.publish().flatMap(PublishRecord::digest);
            ledger.finished(new Ledger.Finished(
                    last.id(),
                    Session.Direction.GET,
                    asked.endpoints(),
                    Optional.of(paths.shown()),
                    SessionState.COMPLETED,
                    info.digest().isPresent() ? Verification.DIGEST : Verification.NONE,
                    digest.map(info::digest).orElse(info),
                    engine.tasks().wallClock()));
            ledger.flush();
            throw new IOException(
                    paths.shown() + " is complete: it was published just before the program ended. Nothing is left to"
                            + " do; dtp verify tells whether it is good.");
        }
        throw new IOException("the session of " + paths.shown()
                + " was being deleted when the program ended; that is done now. Get it" + " anew.");
    }

    /** True when the session went on until its program ended: it is to go on at the next start. */
    static boolean ran(StateRecord state) {
        return switch (state.state()) {
            case WAITING, RUNNING, VERIFYING -> true;
            case PAUSED ->
                state.reason()
                        .map(Reason::code)
                        .filter(c -> c == Reason.Code.SHUTDOWN
                                || c == Reason.Code.TRANSPORT_GONE
                                || c == Reason.Code.NO_CONTACT)
                        .isPresent();
            case FAILED, COMPLETED, CANCELLED -> false;
        };
    }
}
