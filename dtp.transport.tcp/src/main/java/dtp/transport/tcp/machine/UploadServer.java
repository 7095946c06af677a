package dtp.transport.tcp.machine;

import dtp.api.interval.IntervalSet;
import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Offer;
import dtp.api.transport.Reception;
import dtp.api.transport.RefusedException;
import dtp.api.transport.Served;
import dtp.transport.tcp.wire.Codes;
import dtp.transport.tcp.wire.DecodeException;
import dtp.transport.tcp.wire.Description;
import dtp.transport.tcp.wire.FirstMessage;
import dtp.transport.tcp.wire.RangeList;
import java.util.Optional;

/** An upload, seen by the server, base and ranged (tcp.md). The connection's thread. */
final class UploadServer implements ServerDialogue {
    /** The names are those of tcp.md; OFFER, CHECK_OFFER and COMMITTING are of ours. */
    enum State {
        CHECK_UPLOAD,
        CHECK_FILE_UPLOAD_SIZE,
        OFFER,
        CHECK_OFFER,
        UPLOADING,
        COMMITTING,
        UPLOAD_COMPLETE
    }

    private final ServerMachine server;
    private final FirstMessage asked;
    private final Gather gather = new Gather();
    private State state = State.CHECK_UPLOAD;
    private Description offer;
    private Reception reception;
    private BodyIntake intake;
    private boolean ended;
    private long saidNs;

    UploadServer(ServerMachine server, FirstMessage asked) {
        this.server = server;
        this.asked = asked;
    }

    @Override
    public void start() {
        if (asked.marked()) {
            server.line().send(Codes.extended(Codes.GO_ON));
            state = State.OFFER;
            gather.want(Description.HEAD);
        } else {
            receive(new Offer(PayloadInfo.named(asked.name()), false));
        }
    }

    private void receive(Offer what) {
        server.serving()
                .receive(what, server.peer())
                .whenComplete((found, refused) -> server.line().later(nowNs -> received(found, refused, nowNs)));
    }

    private void received(Reception found, Throwable refused, long nowNs) {
        if (ended) {
            if (found != null) {
                found.close();
            }
            return;
        }
        if (found == null) {
            refused(refused, nowNs);
            return;
        }
        reception = found;
        found.onStop(reason -> server.line().later(stopNs -> stopped()));
        if (asked.marked()) {
            IntervalSet all = IntervalSet.of(0, offer.size());
            IntervalSet missing = RangeList.bounded(found.missing().intersect(all));
            server.line().send(RangeList.encode(Codes.EXTENDED, missing));
            upload(missing, nowNs);
        } else {
            server.line().send(Codes.single(Codes.GO_ON));
            state = State.CHECK_FILE_UPLOAD_SIZE;
            gather.want(Long.BYTES);
        }
        server.proceed();
    }

    private void refused(Throwable refused, long nowNs) {
        boolean mayBeThere =
                asked.marked() && offer.digest().isPresent() && Refusals.why(refused) == RefusedException.Why.EXISTS;
        if (mayBeThere) {
            server.serving().open(asked.name(), server.peer()).whenComplete((held, none) -> compare(held));
        } else {
            sayNo(Refusals.ofUpload(refused), nowNs);
        }
    }

    /** The name exists: the same size and digest are no refusal (tcp.md "Ranged"). Any thread. */
    private void compare(Served held) {
        boolean sameSize = held != null && held.payload().info().size().orElse(-1) == offer.size();
        if (!sameSize) {
            if (held != null) {
                held.close();
            }
            server.line().later(nowNs -> sayNo(Codes.REFUSED, nowNs));
            return;
        }
        held.payload().digest(Digest.SHA_256).whenComplete((digest, failed) -> {
            held.close();
            boolean same = Optional.ofNullable(digest).equals(offer.digest());
            server.line().later(nowNs -> compared(same, nowNs));
        });
    }

    private void compared(boolean same, long nowNs) {
        if (ended) {
            return;
        }
        if (same) {
            server.line().send(RangeList.encode(Codes.EXTENDED, IntervalSet.empty()));
            server.line().send(Codes.single(Codes.GO_ON));
            server.next(nowNs);
        } else {
            sayNo(Codes.REFUSED, nowNs);
        }
    }

    /** In the layout of where the dialogue stands: one byte, base and ranged. */
    private void sayNo(byte status, long nowNs) {
        if (ended) {
            return;
        }
        server.line().send(Codes.single(status));
        if (asked.marked()) {
            server.next(nowNs);
        } else {
            server.finish("refused");
        }
    }

    private void stopped() {
        if (!ended && state != State.COMMITTING) {
            server.fail("stopped here");
        }
    }

    @Override
    public boolean onBytes(Inflow in, long nowNs) {
        switch (state) {
            case CHECK_UPLOAD, CHECK_OFFER -> server.hold();
            case COMMITTING -> {
                if (!asked.marked()) {
                    in.data().position(in.data().limit()); // nobody has asked for more
                } else {
                    server.hold();
                }
            }
            case CHECK_FILE_UPLOAD_SIZE, OFFER -> {
                return onOffer(in, nowNs);
            }
            case UPLOADING -> {
                return onData(in, nowNs);
            }
            case UPLOAD_COMPLETE -> in.data().position(in.data().limit());
        }
        return true;
    }

    private boolean onOffer(Inflow in, long nowNs) {
        if (!gather.fill(in.data())) {
            return true;
        }
        try {
            if (state == State.CHECK_FILE_UPLOAD_SIZE) {
                onSize(Codes.number(gather.message()), nowNs);
                return true;
            }
            int digest = Description.digestBytes(gather.at(8), gather.at(9));
            if (gather.collected() < Description.HEAD + digest) {
                gather.extend(Description.HEAD + digest);
                return true;
            }
            offer = Description.decode(gather.message(), false);
        } catch (DecodeException e) {
            server.reject(e);
            server.line().send(Codes.single(Codes.ERROR));
            return false;
        }
        state = State.CHECK_OFFER;
        if (offer.size() > server.settings().maxSizeBytes()) {
            sayNo(Codes.REFUSED, nowNs);
            return true;
        }
        PayloadInfo info = PayloadInfo.named(asked.name()).size(offer.size());
        receive(new Offer(offer.digest().map(info::digest).orElse(info), true));
        return true;
    }

    /** Base: the size comes when the name is reserved already. */
    private void onSize(long size, long nowNs) {
        offer = new Description(size, Optional.empty(), 0);
        boolean fits = size <= server.settings().maxSizeBytes()
                && reception.sink().describe(PayloadInfo.named(asked.name()).size(size));
        if (!fits) {
            sayNo(Codes.REFUSED, nowNs);
            return;
        }
        server.line().send(Codes.single(Codes.GO_ON));
        upload(IntervalSet.of(0, size), nowNs);
    }

    private void upload(IntervalSet ranges, long nowNs) {
        state = State.UPLOADING;
        server.line().guard(!asked.marked()); // tcp.md "Rules": to a base client an orderly close means "sent"
        intake = new BodyIntake(server.line(), reception.sink(), ranges);
        if (intake.isComplete()) {
            commit(nowNs);
        }
    }

    private boolean onData(Inflow in, long nowNs) {
        return switch (intake.take(in)) {
            case MORE, HELD -> true;
            case CLOSED -> {
                server.fail("not taken");
                yield true;
            }
            case COMPLETE -> {
                commit(nowNs);
                yield true;
            }
        };
    }

    private void commit(long nowNs) {
        state = State.COMMITTING;
        saidNs = nowNs;
        Reception committing = reception;
        committing.commit(offer.size()).whenComplete((verified, refused) -> {
            committing.close();
            server.line().later(laterNs -> committed(refused, laterNs));
        });
    }

    private void committed(Throwable refused, long nowNs) {
        reception = null;
        if (ended) {
            return;
        }
        if (asked.marked()) {
            byte status = refused == null ? Codes.GO_ON : Refusals.ofCommit(refused);
            server.line().send(Codes.single(status));
            server.next(nowNs);
        } else if (refused == null) {
            state = State.UPLOAD_COMPLETE;
            server.line().guard(false);
            server.finish("complete");
        } else {
            server.fail("not stored");
        }
    }

    @Override
    public void onTick(long nowNs) {
        boolean verifying = state == State.COMMITTING && asked.marked();
        if (verifying && nowNs - saidNs > ServerSettings.WAIT_EVERY_NS) {
            saidNs = nowNs;
            server.line().send(Codes.single(Codes.WAIT));
        }
    }

    @Override
    public boolean isBusy() {
        boolean waiting = state == State.CHECK_UPLOAD || state == State.CHECK_OFFER || state == State.COMMITTING;
        return waiting || (intake != null && intake.isHeld());
    }

    /** "A FIN right behind the last byte is normal" (tcp.md "Rules"). */
    @Override
    public boolean hasAll() {
        return state == State.COMMITTING && !asked.marked();
    }

    @Override
    public void end(String why) {
        if (ended) {
            return;
        }
        ended = true;
        if (reception == null || state == State.COMMITTING) {
            return; // a hang-up behind the last byte is normal: the commit decides
        }
        if (asked.marked()) {
            reception.suspend(why);
        } else {
            reception.abandon(why); // its name is free at once
        }
        reception.close();
    }
}
