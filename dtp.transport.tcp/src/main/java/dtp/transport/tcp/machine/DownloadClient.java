package dtp.transport.tcp.machine;

import dtp.api.Reason;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.End;
import dtp.api.transport.Sink;
import dtp.transport.tcp.wire.Codes;
import dtp.transport.tcp.wire.DecodeException;
import dtp.transport.tcp.wire.Description;
import dtp.transport.tcp.wire.FirstMessage;
import dtp.transport.tcp.wire.RangeList;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** A download, seen by the client, base and ranged (tcp.md). The connection's thread. */
public final class DownloadClient extends ClientMachine {
    /** The names are those of tcp.md; those from RECOGNISE on are of the ranged layer. */
    enum State {
        INIT_DOWNLOAD,
        CHECK_DOWNLOAD,
        DOWNLOADING,
        DOWNLOAD_COMPLETE,
        RECOGNISE,
        EXTENDED,
        DESCRIPTION,
        CHECK_DIGEST,
        DIGEST
    }

    /** Who asks. */
    public interface Asker {
        /** Nothing is wanted but what the remote tells. */
        boolean onlyAsks();

        /** What to ask a ranged server for now, at first and when the last is here; empty: nothing more. */
        IntervalSet next(long size);

        Sink sink();

        /** The server speaks the ranged layer. */
        void onRanged();

        /** What the remote has told. */
        void onInfo(PayloadInfo info);

        /** False: what the remote tells of a digest is left out. */
        boolean usesDigest();

        /** The digest is not known: shall it be asked for? At most one request of a source does. */
        boolean asksDigest();
    }

    private final Asker asker;
    private final String name;
    private final boolean marked;
    private State state = State.INIT_DOWNLOAD;
    private PayloadInfo info;
    private BodyIntake intake;

    public DownloadClient(Line line, ClientSettings settings, Asker asker, Consumer<Outcome> told) {
        super(line, settings, told);
        this.asker = asker;
        name = settings.endpoint().name();
        marked = settings.speech() != Speech.BASE && FirstMessage.canBeMarked(name);
    }

    @Override
    void begin() {
        line.send(new FirstMessage(Codes.DOWNLOAD, name, marked).encode());
        state = marked ? State.RECOGNISE : State.CHECK_DOWNLOAD;
        gather.want(marked ? 1 : 9);
        if (!marked) {
            recognised();
        }
    }

    @Override
    boolean take(Inflow in, long nowNs) throws DecodeException {
        ByteBuffer data = in.data();
        switch (state) {
            case RECOGNISE -> {
                gather.fill(data);
                recognise(gather.at(0));
            }
            case EXTENDED -> {
                if (gather.fill(data)) {
                    onExtended();
                }
            }
            case DESCRIPTION -> {
                if (gather.fill(data)) {
                    onDescription();
                }
            }
            case CHECK_DOWNLOAD -> {
                if (gather.fill(data)) {
                    onBaseAnswer(Codes.status(gather.at(0)));
                }
            }
            case DOWNLOADING -> {
                return onData(in);
            }
            case CHECK_DIGEST, DIGEST -> onDigest(data);
            case INIT_DOWNLOAD, DOWNLOAD_COMPLETE -> data.position(data.limit());
        }
        return true;
    }

    private void recognise(byte first) {
        if (isRanged(first)) {
            state = State.EXTENDED;
            gather.extend(3);
        } else if (first == Codes.GO_ON || first == Codes.REFUSED || first == Codes.ERROR) {
            state = State.CHECK_DOWNLOAD;
            gather.extend(9);
        } else {
            stop(settings.protocol("its first byte is " + first));
        }
    }

    private void onExtended() throws DecodeException {
        if (gather.at(1) != Codes.VERSION) {
            throw DecodeException.Reason.BAD_VERSION.exception();
        }
        asker.onRanged();
        byte status = Codes.status(gather.at(2));
        if (status == Codes.GO_ON) {
            state = State.DESCRIPTION;
            gather.want(Description.HEAD);
        } else {
            end(Outcome.done(refused(status), true));
        }
    }

    private End refused(byte status) {
        return status == Codes.REFUSED
                ? settings.end(
                        End.Kind.PERMANENT,
                        Reason.Code.NOT_FOUND,
                        settings.endpoint().authority() + " has no " + name + ", or does not give it away.")
                : settings.end(
                        End.Kind.TRANSIENT,
                        Reason.Code.IO_ERROR,
                        settings.endpoint().authority() + " cannot send " + name + " now; try again later.");
    }

    private void onDescription() throws DecodeException {
        int whole = Description.HEAD + Description.digestBytes(gather.at(8), gather.at(9)) + Description.MODIFIED;
        if (gather.collected() < whole) {
            gather.extend(whole);
            return;
        }
        Description told = Description.decode(gather.message(), true);
        PayloadInfo made = PayloadInfo.named(name).size(told.size());
        made = told.modifiedMs() > 0 ? made.modified(Instant.ofEpochMilli(told.modifiedMs())) : made;
        info = told.digest().isPresent() && asker.usesDigest()
                ? made.digest(told.digest().get())
                : made;
        if (!describe()) {
            return;
        }
        ask();
    }

    private void ask() {
        IntervalSet next =
                asker.onlyAsks() ? IntervalSet.empty() : asker.next(info.size().orElse(0));
        intake = new BodyIntake(line, asker.sink(), next);
        if (next.isEmpty()) {
            onAllTaken();
        } else {
            line.send(RangeList.encode(Codes.RANGES, next));
            state = State.DOWNLOADING;
        }
    }

    /** [T11] [T19]. @return false: it is over */
    private boolean describe() {
        asker.onInfo(info);
        if (!asker.sink().describe(info)) {
            if (!marked) {
                line.send(Codes.single(Codes.REFUSED)); // tcp.md "Base": the client lacks disk space
            }
            stop(End.of(End.Kind.CANCELLED));
            return false;
        }
        return !isOver();
    }

    private void onBaseAnswer(byte status) throws DecodeException {
        if (marked) {
            baseAnswered(status);
            return;
        }
        if (status != Codes.GO_ON) {
            stop(refused(status));
            return;
        }
        ByteBuffer size = gather.message();
        info = PayloadInfo.named(name).size(Codes.number(size.position(1)));
        if (asker.onlyAsks()) {
            asker.onInfo(info);
            line.send(Codes.single(Codes.REFUSED)); // it was only asked
            stop(End.of(End.Kind.ENDED));
            return;
        }
        if (!describe()) {
            return;
        }
        line.send(Codes.single(Codes.GO_ON));
        state = State.DOWNLOADING;
        intake =
                new BodyIntake(line, asker.sink(), IntervalSet.of(0, info.size().orElse(0)));
        if (intake.isComplete()) {
            onAllTaken();
        }
    }

    private boolean onData(Inflow in) {
        return switch (intake.take(in)) {
            case MORE -> true;
            case HELD -> false;
            case CLOSED -> {
                stop(End.of(End.Kind.CANCELLED)); // [T18]
                yield false;
            }
            case COMPLETE -> {
                if (marked) {
                    ask();
                } else {
                    onAllTaken();
                }
                yield true;
            }
        };
    }

    private void onAllTaken() {
        if (!marked) {
            state = State.DOWNLOAD_COMPLETE;
            stop(End.of(End.Kind.ENDED));
        } else if (info.digest().isEmpty() && !asker.onlyAsks() && asker.asksDigest()) {
            state = State.CHECK_DIGEST;
            gather.want(1);
            line.send(Codes.single(Codes.DIGEST));
        } else {
            finish();
        }
    }

    private void finish() {
        state = State.DOWNLOAD_COMPLETE;
        line.send(Codes.single(Codes.REFUSED));
        end(Outcome.done(End.of(End.Kind.ENDED), true));
    }

    private void onDigest(ByteBuffer data) throws DecodeException {
        if (!gather.fill(data)) {
            return;
        }
        if (state == State.CHECK_DIGEST) {
            if (gather.at(0) == Codes.WAIT) {
                asker.sink().alive();
                gather.want(1);
            } else if (gather.at(0) == Codes.DIGEST) {
                state = State.DIGEST;
                gather.want(Description.DIGEST_HEAD);
            } else {
                throw DecodeException.Reason.UNKNOWN_STATUS.exception();
            }
            return;
        }
        int whole = Description.DIGEST_HEAD + Description.digestBytes(gather.at(0), gather.at(1));
        if (gather.collected() < whole) {
            gather.extend(whole);
            return;
        }
        Optional<Digest> digest = Description.digest(gather.message());
        if (digest.isPresent()) {
            info = info.digest(digest.get());
            if (!describe()) {
                return;
            }
        }
        finish();
    }

    @Override
    long patienceNs() {
        boolean computing = state == State.CHECK_DIGEST;
        return computing ? Math.max(ClientSettings.WORK_NS, settings.idleTimeoutNs()) : settings.idleTimeoutNs();
    }

    @Override
    boolean isHeld() {
        return intake != null && intake.isHeld();
    }
}
