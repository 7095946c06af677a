package dtp.transport.tcp.machine;

import dtp.api.Reason;
import dtp.api.Verification;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Payload;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.DeliveryObserver;
import dtp.api.transport.End;
import dtp.transport.tcp.wire.Codes;
import dtp.transport.tcp.wire.DecodeException;
import dtp.transport.tcp.wire.Description;
import dtp.transport.tcp.wire.FirstMessage;
import dtp.transport.tcp.wire.RangeList;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** An upload, seen by the client, base and ranged (tcp.md). The connection's thread. */
public final class UploadClient extends ClientMachine {
    /** The names are those of tcp.md; those from RECOGNISE on are of the ranged layer. */
    enum State {
        INIT_UPLOAD,
        CHECK_UPLOAD,
        PROCESS_UPLOAD_FILE_SIZE_RESPONSE,
        UPLOADING,
        UPLOAD_COMPLETE,
        RECOGNISE,
        PROBED,
        PROBED_DESCRIPTION,
        EXTENDED,
        CHECK_MISSING,
        MISSING,
        VERIFYING
    }

    /**
     * What is sent.
     *
     * @param info with size, and with the digest where there is one
     * @param onRanged the server speaks the ranged layer
     */
    public record Cargo(
            Payload payload,
            PayloadInfo info,
            DeliveryObserver observer,
            LongSupplier bytesPerSecond,
            Runnable onRanged) {
        long size() {
            return info.size().orElse(0);
        }
    }

    private static final String UNKEPT =
            "Without a SHA-256 the server keeps no part; the transfer begins again when it connects again.";

    private final Cargo cargo;
    private final String name;
    private final boolean unmarked;
    private State state = State.INIT_UPLOAD;
    private RangeList missing;

    public UploadClient(Line line, ClientSettings settings, Cargo cargo, Consumer<Outcome> told) {
        super(line, settings, told);
        this.cargo = cargo;
        name = settings.endpoint().name();
        unmarked = settings.speech() == Speech.BASE || !FirstMessage.canBeMarked(name);
    }

    @Override
    void begin() {
        if (unmarked) {
            recognised();
            line.send(new FirstMessage(Codes.UPLOAD, name, false).encode());
            state = State.CHECK_UPLOAD;
            gather.want(1);
        } else if (settings.speech() == Speech.RANGED) {
            sendMarked();
        } else {
            // a marked 'U' makes the field's server spin for ever: a marked 'D' asks first (tcp.md "Recognising")
            line.send(new FirstMessage(Codes.DOWNLOAD, name, true).encode());
            state = State.RECOGNISE;
            gather.want(1);
        }
    }

    private void sendMarked() {
        line.send(new FirstMessage(Codes.UPLOAD, name, true).encode());
        state = State.EXTENDED;
        gather.want(1);
    }

    @Override
    boolean take(Inflow in, long nowNs) throws DecodeException {
        ByteBuffer data = in.data();
        switch (state) {
            case RECOGNISE, PROBED, PROBED_DESCRIPTION -> {
                if (gather.fill(data)) {
                    onProbe();
                }
            }
            case EXTENDED -> {
                if (gather.fill(data)) {
                    onExtended();
                }
            }
            case CHECK_MISSING, MISSING -> {
                if (gather.fill(data)) {
                    onMissing();
                }
            }
            case CHECK_UPLOAD, PROCESS_UPLOAD_FILE_SIZE_RESPONSE -> {
                if (gather.fill(data)) {
                    onBaseStatus(Codes.status(gather.at(0)));
                }
            }
            case UPLOADING -> onEarly(data);
            case VERIFYING -> {
                if (gather.fill(data)) {
                    onVerdict(gather.at(0));
                }
            }
            case INIT_UPLOAD, UPLOAD_COMPLETE -> data.position(data.limit());
        }
        return true;
    }

    private void onProbe() throws DecodeException {
        switch (state) {
            case RECOGNISE -> {
                byte first = gather.at(0);
                if (isRanged(first)) {
                    cargo.onRanged().run();
                    gather.extend(3);
                    state = State.PROBED;
                } else if (gather.collected() == 9) {
                    baseAnswered(first);
                } else {
                    Codes.status(first);
                    gather.extend(9);
                }
            }
            case PROBED -> {
                version();
                if (Codes.status(gather.at(2)) == Codes.GO_ON) {
                    state = State.PROBED_DESCRIPTION;
                    gather.want(Description.HEAD);
                } else {
                    sendMarked();
                }
            }
            default -> {
                int whole =
                        Description.HEAD + Description.digestBytes(gather.at(8), gather.at(9)) + Description.MODIFIED;
                if (gather.collected() < whole) {
                    gather.extend(whole);
                } else {
                    line.send(Codes.single(Codes.REFUSED)); // finished: it was only asked
                    sendMarked();
                }
            }
        }
    }

    private void version() throws DecodeException {
        if (gather.at(0) != Codes.EXTENDED || gather.at(1) != Codes.VERSION) {
            throw DecodeException.Reason.BAD_VERSION.exception();
        }
    }

    private void onExtended() throws DecodeException {
        if (gather.collected() < 3) {
            byte first = gather.at(0);
            if (isRecognising() && !isRanged(first)) {
                Codes.status(first);
                fallBack(); // it was ranged when it was heard last
            } else {
                gather.extend(3);
            }
            return;
        }
        version();
        byte status = Codes.status(gather.at(2));
        if (status != Codes.GO_ON) {
            end(Outcome.done(refused(status), true));
            return;
        }
        line.send(new Description(cargo.size(), cargo.info().digest(), 0).encodeUpload());
        state = State.CHECK_MISSING;
        missing = null;
        gather.want(1);
    }

    private void onMissing() throws DecodeException {
        if (state == State.CHECK_MISSING) {
            if (gather.at(0) != Codes.EXTENDED) {
                end(Outcome.done(refused(Codes.status(gather.at(0))), true));
                return;
            }
            state = State.MISSING;
            gather.want(4);
            return;
        }
        if (missing == null) {
            missing = RangeList.of(gather.message().getInt(), 0, cargo.size());
        } else {
            missing.add(gather.message());
        }
        gather.want(RangeList.RANGE_BYTES);
        if (missing.isComplete()) {
            IntervalSet asked = missing.ranges();
            cargo.observer().missing(asked);
            upload(asked);
        }
    }

    private End refused(byte status) {
        String where = settings.endpoint().authority();
        return status == Codes.REFUSED
                ? settings.end(
                        End.Kind.PERMANENT,
                        Reason.Code.NOT_ALLOWED,
                        where + " does not take " + name
                                + ": the name exists or is in use there, there is too little space, or it may not be"
                                + " written. "
                                + (unmarked
                                        ? "It may be a part of an upload that was cut before; then remove it there. Else choose"
                                                + " another name, or try again later."
                                        : "Nothing was changed; choose another name, or try again later."))
                : settings.end(
                        End.Kind.TRANSIENT,
                        Reason.Code.IO_ERROR,
                        where + " cannot take " + name + " now; try again later.");
    }

    private void onBaseStatus(byte status) {
        if (status != Codes.GO_ON) {
            stop(refused(status));
        } else if (state == State.CHECK_UPLOAD) {
            line.send(Codes.number(cargo.size()));
            state = State.PROCESS_UPLOAD_FILE_SIZE_RESPONSE;
            gather.want(1);
        } else {
            upload(IntervalSet.of(0, cargo.size()));
        }
    }

    private void upload(IntervalSet ranges) {
        state = State.UPLOADING;
        gather.want(1);
        if (ranges.isEmpty()) {
            allSent();
        } else {
            line.sendBody(cargo.payload(), ranges, cargo.bytesPerSecond());
        }
    }

    /** A status in the middle of the data can only be bad news, unless the last byte is just leaving. */
    private void onEarly(ByteBuffer data) throws DecodeException {
        byte early = data.get();
        if (early != Codes.WAIT) {
            stop(refused(Codes.status(early) == Codes.REFUSED ? Codes.REFUSED : Codes.ERROR));
        }
    }

    @Override
    public void onBodyProgress(long bytes, long nowNs) {
        super.onBodyProgress(bytes, nowNs);
        if (!isOver()) {
            cargo.observer().sent(bytes);
        }
    }

    @Override
    public void onBodySent(long nowNs) {
        super.onBodySent(nowNs);
        if (!isOver()) {
            allSent();
        }
    }

    private void allSent() {
        state = unmarked ? State.UPLOAD_COMPLETE : State.VERIFYING;
        gather.want(1);
    }

    private void onVerdict(byte verdict) throws DecodeException {
        if (verdict == Codes.WAIT) {
            gather.want(1);
        } else if (Codes.status(verdict) == Codes.GO_ON) {
            Verification sure = cargo.info().digest().isPresent() ? Verification.DIGEST : Verification.SIZE;
            end(new Outcome(Outcome.Verdict.DONE, End.of(End.Kind.ENDED), true, sure));
        } else if (verdict == Codes.REFUSED) {
            end(Outcome.done(
                    settings.end(
                            End.Kind.PERMANENT,
                            Reason.Code.DIGEST_MISMATCH,
                            settings.endpoint().authority() + " received " + name
                                    + " but its digest differs; it was not published. Send it again."),
                    true));
        } else {
            end(Outcome.done(refused(Codes.ERROR), true));
        }
    }

    @Override
    void onBroken(boolean orderly, String why) {
        if (unmarked && orderly && state == State.UPLOAD_COMPLETE) {
            stop(End.of(End.Kind.ENDED)); // sent, not confirmed: base has no more to say
        } else if (isBodyUnderWay()) {
            stop(settings.end(End.Kind.TRANSIENT, Reason.Code.NO_CONTACT, cut(why)));
        } else {
            stop(cargo.info().digest().isPresent() ? settings.lost(why) : settings.lost(why, UNKEPT));
        }
    }

    @Override
    void onSilence() {
        if (isBodyUnderWay()) {
            onBroken(false, "nothing was heard any more");
        } else {
            super.onSilence();
        }
    }

    @Override
    void stopping(End end) {
        if (end.kind() == End.Kind.CLOSED && isBodyUnderWay()) {
            cargo.observer().note(Reason.at(settings.endpoint(), Reason.Code.USER, cut("ended here")));
        }
    }

    private String cut(String why) {
        return "The upload to " + settings.endpoint().authority() + " was cut (" + why + ")." + leftThere();
    }

    private boolean isBodyUnderWay() {
        return unmarked && (state == State.UPLOADING || state == State.UPLOAD_COMPLETE);
    }

    /** "After a cut upload ... the message says so" (tcp.md "Rules"). */
    @Override
    String leftThere() {
        return isBodyUnderWay()
                ? " A base server may hold a partial file and refuse the name from now on; then remove it there or choose"
                        + " another name."
                : "";
    }

    @Override
    long patienceNs() {
        boolean working = state == State.VERIFYING || state == State.UPLOAD_COMPLETE || state == State.CHECK_MISSING;
        return working ? Math.max(ClientSettings.WORK_NS, settings.idleTimeoutNs()) : settings.idleTimeoutNs();
    }

    @Override
    boolean isHeld() {
        return false;
    }
}
