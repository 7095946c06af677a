package dtp.csp.session;

import dtp.api.Reason;
import dtp.api.Session;
import dtp.api.SessionState;
import dtp.api.SessionStatus;
import dtp.api.TransferOptions.Durability;
import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import dtp.csp.store.SessionFiles;
import dtp.csp.store.StateRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What sessions are given of the engine around them. Threads as {@link SessionHost} says. */
final class EngineHost implements UploadHost, PutHost {
    private static final Logger LOG = LoggerFactory.getLogger(EngineHost.class);
    private static final long FLUSH_NS = 20_000_000;

    private final EngineContext engine;
    private final SessionTable table;
    private final Ledger ledger;
    private final Uploads uploads;
    private final Durability uploadLevel;
    private final AtomicBoolean flushIsDue = new AtomicBoolean();

    EngineHost(EngineContext engine, SessionTable table, Ledger ledger, Uploads uploads, Durability uploadLevel) {
        this.engine = engine;
        this.table = table;
        this.ledger = ledger;
        this.uploads = uploads;
        this.uploadLevel = uploadLevel;
    }

    @Override
    public void finished(OwnedSession session, Optional<Digest> computed) {
        table.retire(session);
        SessionStatus status = session.status();
        PayloadInfo payload = status.payload();
        if (session.direction() != Session.Direction.SERVE) {
            if (status.state().isTerminal()) {
                ledger.finished(new Ledger.Finished(
                        session.id(),
                        session.direction(),
                        session.endpoints(),
                        session.file(),
                        status.state(),
                        status.verification(),
                        computed.map(payload::digest).orElse(payload),
                        engine.tasks().wallClock()));
            }
            engine.tasks().execute(Tasks.Lane.STORES, () -> ledger.ended(session.id()));
            if (flushIsDue.compareAndSet(false, true)) {
                engine.tasks().schedule(Tasks.Lane.STORES, FLUSH_NS, this::flush);
            }
        }
        boolean told = status.state() == SessionState.COMPLETED && session.direction() != Session.Direction.SERVE;
        LOG.atLevel(told ? Level.DEBUG : Level.INFO) // the history has it
                .log(
                        "{} {} {} {}",
                        session.direction(),
                        session.endpoints(),
                        status.state(),
                        status.reason().map(Object::toString).orElse(""));
    }

    /** All that have ended meanwhile, in one write: many small sessions end at once. */
    private void flush() {
        flushIsDue.set(false);
        ledger.flush();
    }

    @Override
    public void checkSpace(Intake intake, PayloadInfo known, Consumer<Reason> tooLarge) {
        if (known.size().isEmpty()) {
            return;
        }
        SessionFiles files = intake.files();
        engine.tasks().execute(Tasks.Lane.SYNCER, () -> {
            long needed = known.size().getAsLong() - intake.sets().writtenBytes();
            long usable;
            try {
                usable = engine.disk().usableSpace(files.paths().part());
            } catch (IOException e) {
                return; // unknown: the first write that does not fit tells
            }
            if (needed > usable) {
                Reason why = Reason.of(
                        Reason.Code.DISK_FULL,
                        needed + " bytes are still to come, but the disk of "
                                + files.paths().part() + " has room for " + usable
                                + ". What came is safe; make room, then resume.");
                engine.tasks().execute(Tasks.Lane.ENGINE, () -> tooLarge.accept(why));
            }
        });
    }

    @Override
    public void runs(PutSession put) {
        remember(put, Optional.empty());
    }

    @Override
    public void rests(PutSession put, StateRecord where) {
        remember(put, Optional.of(where));
    }

    private void remember(PutSession put, Optional<StateRecord> rest) {
        engine.tasks().execute(Tasks.Lane.STORES, () -> ledger.put(put.id(), new Ledger.Put(put.request(), rest)));
    }

    @Override
    public Durability uploadLevel() {
        return uploadLevel;
    }

    @Override
    public boolean promise(Upload upload, long size) {
        return uploads.promise(upload, size);
    }

    @Override
    public void publish(Upload upload, Path verified, PayloadInfo info) throws IOException {
        upload.store().publish(verified, info, false);
    }

    @Override
    public void letGo(Upload upload) {
        uploads.letGo(upload);
    }
}
