package dtp.csp.session;

import dtp.api.Reason;
import dtp.api.SessionState;
import dtp.api.Verification;
import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import dtp.csp.store.SessionFiles;
import java.util.Optional;

/**
 * The course of a get, from its first request to the published file: {@link RequestStream} asks, {@link Intake} keeps, {@link
 * GetPublication} verifies; this class decides when, and where the session stands. Owned by the engine lane.
 */
final class GetRun implements Intake.Ear, Publication.Ear {
    private final SessionHost host;
    private final GetSession session;
    private final Intake intake;
    private final Identity identity;
    private final Standing standing;
    private final RequestStream stream;
    private final Clearance clearance;
    private final ProgressTick tick;
    private final GetPublication publication;
    private final Terms terms;
    /** Where the session is about to come to rest; null while it is not. */
    private Rest resting;

    private boolean resumeAfterRest;
    /** Between "all is here" and the outcome, or while it starts over; what rests meanwhile waits in {@link #resting}. */
    private boolean busy;
    /** What is held has the wrong digest: it is given up before anything is asked for. */
    private boolean anew;
    /** Its files are being closed or deleted for good: only that moves it now. */
    private boolean ending;
    /** Run once it stands still, wherever that is. */
    private Runnable whenStill = () -> {};

    /** What the session is made of. */
    record Parts(Intake intake, Identity identity, Standing standing) {}

    /** @param turn it has its turn already */
    GetRun(EngineContext engine, SessionHost host, GetSession session, Parts parts, Terms terms, boolean turn) {
        this.host = host;
        this.session = session;
        this.terms = terms;
        intake = parts.intake();
        identity = parts.identity();
        standing = parts.standing();
        stream = new RequestStream(engine, intake.sets(), new GetStreamOwner(engine, host, this, parts));
        clearance = new Clearance(engine, standing, terms, turn, this::begin);
        tick = new ProgressTick(engine, session, () -> intake.total().newBytes());
        publication = new GetPublication(engine, intake, identity, this);
    }

    StoredOptions asked() {
        return terms.asked();
    }

    RequestStream stream() {
        return stream;
    }

    /** Any thread. */
    int rounds() {
        return stream.rounds();
    }

    /** Any thread. */
    long bytesPerSecond() {
        return tick.bytesPerSecond();
    }

    /** Nothing but the closing of its files moves it any more. */
    boolean isEnding() {
        return ending;
    }

    boolean comesToRest() {
        return resting != null;
    }

    /** It is on its way to where nothing goes on until somebody acts. */
    boolean willSettle() {
        return ending || (resting != null && resting.settled());
    }

    /** Whether it begins anew where it comes to rest now. */
    void goOnAfterRest(boolean goesOn) {
        resumeAfterRest = goesOn;
    }

    /** Runs {@code then}, behind others, once it stands still, wherever that is. */
    void whenStill(Runnable then) {
        Runnable before = whenStill;
        whenStill = () -> {
            before.run();
            then.run();
        };
    }

    /** Waits for its turn no longer. @return false: it did not wait */
    boolean leaveTurn() {
        return clearance.leaveTurn();
    }

    /** Asks for what is missing, or waits for its transport or its turn. At rest only. */
    void begin() {
        if (ending) {
            return;
        }
        // also when it waits now, for its turn or its transport; but what is held may have the digest now asked for
        anew |= standing.standsFor(Reason.Code.DIGEST_MISMATCH) && !asksForAnotherDigest();
        if (!clearance.take(anew || !intake.sets().allWritten())) {
            return;
        }
        asked().digest().ifPresent(identity::demand);
        standing.become(SessionState.RUNNING);
        tick.start();
        intake.pair().ready(standing.record(), this::open);
    }

    private boolean asksForAnotherDigest() {
        Optional<Digest> demanded = asked().digest();
        return demanded.isPresent() && !demanded.equals(identity.info().digest());
    }

    private void open() {
        if (resting != null) {
            return;
        }
        if (anew) {
            startOver(this::request);
        } else {
            intake.open();
            request();
        }
    }

    private void request() {
        if (resting != null) {
            return;
        }
        if (intake.sets().allWritten()) {
            allWritten();
        } else {
            if (identity.beginAnew(asked().digest())) {
                intake.record(identity.info()); // whoever opens it next is bound by no more either
            }
            stream.start(asked().endpoints(), asked().options());
        }
    }

    /** Gives up all that is held and all that is known but what was asked for. */
    void startOver(Runnable then) {
        busy = true;
        intake.startOver(wrong -> {
            busy = false;
            anew &= wrong.isPresent();
            PayloadInfo named = PayloadInfo.named(identity.info().name());
            identity.forget(asked().digest().map(named::digest).orElse(named));
            if (resting != null) {
                intake.rest(this::rested);
            } else if (wrong.isPresent()) {
                comeToRest(Rest.paused(wrong.get()));
            } else {
                intake.open();
                then.run();
            }
        });
    }

    /** Stops asking, writes and syncs what came, then stands where {@code where} says. */
    void comeToRest(Rest where) {
        boolean begun = resting != null;
        resting = where;
        if (begun) {
            return;
        }
        stream.stop();
        clearance.stopAsking();
        tick.stop();
        if (!busy) {
            intake.rest(this::rested);
        }
    }

    /** True while nothing has decided yet that the session is to stop. */
    boolean goesOn() {
        return standing.state() == SessionState.RUNNING && resting == null && !ending;
    }

    private void rested(Optional<Reason> wrong) {
        Rest at = resting;
        resting = null;
        if (at.state() == SessionState.CANCELLED) {
            at.then().run(); // its turn is over when its files are closed
            return;
        }
        if (wrong.isPresent() && at.state() == SessionState.PAUSED) {
            at = Rest.paused(wrong.get());
        }
        if (at.state() == SessionState.FAILED) {
            intake.awaits().end();
        }
        clearance.giveBack();
        standing.become(at.state(), Optional.of(at.reason()), at.settled());
        recordStanding();
        if (wrong.isEmpty() && at.reason().code() != Reason.Code.IO_ERROR) { // all that it holds is synced
            intake.letGo();
        }
        tellStill();
        if (resumeAfterRest) {
            resumeAfterRest = false;
            begin();
        } else if (standing.standsFor(Reason.Code.NO_CONTACT) && !at.settled()) {
            clearance.awaitContact();
        } else {
            transportsChanged(); // one may have come back meanwhile
        }
    }

    void recordStanding() {
        SessionFiles files = intake.files();
        boolean said = files.isAsleep() && GetDesk.ran(files.content().state());
        if (!said
                || !standing.standsFor(
                        Reason.Code.SHUTDOWN)) { // at the end thousands need not be opened to say it again
            intake.pair().record(standing.record());
        }
    }

    private void tellStill() {
        ending = false;
        Runnable told = whenStill;
        whenStill = () -> {};
        told.run();
    }

    void transportsChanged() {
        if (stream.isRunning()) {
            stream.transportsChanged();
        } else if (resting == null && clearance.transportIsBack()) {
            begin();
        }
    }

    @Override
    public void trouble(Reason reason) {
        if (standing.state() == SessionState.RUNNING && !willSettle()) {
            comeToRest(Rest.paused(reason));
        }
    }

    @Override
    public void allWritten() {
        boolean digestMayCome = identity.info().digest().isEmpty() && stream.isAsking();
        if (!goesOn() || busy || anew || !intake.sets().allWritten() || digestMayCome) {
            return; // a remote may tell its digest behind the last byte, before the fetch ends [T11]: then this is
            // called again
        }
        stream.stop();
        tick.stop();
        busy = true;
        standing.become(SessionState.VERIFYING);
        publication.start(asked());
    }

    @Override
    public boolean goOn() {
        if (resting == null) {
            return true;
        }
        busy = false;
        rested(Optional.empty());
        return false;
    }

    @Override
    public void published(Optional<Digest> computed, boolean compared) {
        busy = false;
        resting = null;
        ending = true;
        intake.close(() -> ended(computed, () -> {
            identity.compared(computed, compared);
            standing.complete(compared ? Verification.DIGEST : Verification.NONE);
        }));
    }

    @Override
    public void refused(Reason reason) {
        busy = false;
        if (resting == null || resting.state() != SessionState.CANCELLED) {
            resting = Trouble.isOfTheDisk(reason) ? Rest.paused(reason) : Rest.failed(reason);
        }
        rested(Optional.empty());
    }

    /** The end as CANCELLED: closes its files, or deletes them. */
    void end(Reason why, boolean delete) {
        ending = true;
        Runnable then = () -> ended(Optional.empty(), () -> standing.become(SessionState.CANCELLED, why));
        if (delete) {
            intake.discard(then);
        } else {
            intake.close(then);
        }
    }

    /** Its files are closed, or gone. */
    private void ended(Optional<Digest> computed, Runnable stand) {
        intake.awaits().end();
        stand.run();
        clearance.end();
        host.finished(session, computed);
        tellStill();
    }
}
