package dtp.transport.zmq.machine;

import dtp.api.interval.IntervalSet;
import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Offer;
import dtp.api.transport.Reception;
import dtp.api.transport.RefusedException;
import dtp.api.transport.RefusedException.Why;
import dtp.transport.zmq.machine.Transfer.State;
import dtp.transport.zmq.wire.Answer;
import dtp.transport.zmq.wire.Request;
import java.util.Optional;

/** HELLO, base and extended: whether an upload may begin, or go on (zmq.md rules 1 and 4, "Extended"). Owned by the server's thread. */
final class Openings {
    /** A name is free again as soon as its peer is seen to be gone, so whoever hears this may come again. */
    private static final String UNDER_WAY = "an upload of this name is under way; try again later";

    private final ServerPort port;
    private final ServerSettings settings;
    private final Uploads uploads;

    Openings(ServerPort port, ServerSettings settings, Uploads uploads) {
        this.port = port;
        this.settings = settings;
        this.uploads = uploads;
    }

    void hello(Line line, Request.Hello hello, Line.Reply reply, long now) {
        uploads.isNow(now);
        Optional<String> refused = uploads.find(hello.name()) != null ? Optional.of(UNDER_WAY) : tooMany(line);
        if (refused.isPresent()) {
            reply.give(new Answer.Refused(refused.get()));
            return;
        }
        Transfer transfer = begin(line, hello.name(), Optional.empty());
        Offer offer = new Offer(PayloadInfo.named(hello.name()), false);
        port.receive(offer, line.peer(), (reception, no) -> {
            if (opened(transfer, reception)) {
                reply.give(new Answer.Ready());
                uploads.opened(transfer);
            } else {
                reply.give(new Answer.Refused(text(no)));
                uploads.end(transfer);
            }
        });
    }

    /** One peer leaves half of the places to the others. */
    private Optional<String> tooMany(Line line) {
        boolean mayBegin = uploads.count() < settings.mostTransfers()
                && (uploads.count() < settings.mostTransfersOfOne()
                        || uploads.count(line) < settings.mostTransfersOfOne());
        return mayBegin ? Optional.empty() : Optional.of("too many uploads at once; try again later");
    }

    private Transfer begin(Line line, String name, Optional<Request.HelloDtp> identity) {
        Transfer transfer = new Transfer(line, name, identity, uploads.nowNs());
        uploads.add(transfer);
        return transfer;
    }

    /** @return false when there is nothing to go on with; then it is over */
    private boolean opened(Transfer transfer, Reception reception) {
        if (reception == null) {
            return false;
        }
        boolean wanted = transfer.state() == State.OPENING;
        transfer.received(reception);
        transfer.answered(uploads.nowNs());
        if (!wanted) {
            transfer.drop("the peer has left");
            return false;
        }
        reception.onStop(why -> port.execute(() -> uploads.stopped(transfer, why)));
        return true;
    }

    private static String text(RefusedException no) {
        if (no == null) {
            return "the upload has ended";
        }
        return no.why() == Why.NO_SPACE ? no.getMessage() + "; try again later" : no.getMessage(); // room can be made
    }

    void helloDtp(Line line, Request.HelloDtp hello, Line.Reply reply, long now) {
        uploads.isNow(now);
        Transfer before = uploads.find(hello.name());
        if (before != null && before.line() == line && before.isFor(hello, line)) {
            again(before, reply);
            return;
        }
        if (before != null) {
            boolean left = before.isFor(hello, line)
                    && (before.state() == State.RECEIVING || before.state() == State.STORED)
                    && before.silentNs(now) >= settings.takeoverNs();
            if (!left) {
                reply.give(new Answer.RefusedDtp(UNDER_WAY));
                return;
            }
            before.drop("another peer goes on with it");
            uploads.end(before);
        }
        Optional<String> refused = tooMany(line);
        if (refused.isPresent()) {
            reply.give(new Answer.RefusedDtp(refused.get()));
            return;
        }
        open(begin(line, hello.name(), Optional.of(hello)), hello, reply);
    }

    private static void again(Transfer transfer, Line.Reply reply) {
        Answer answer = switch (transfer.state()) {
            case RECEIVING -> new Answer.Missing(transfer.reception().missing());
            case STORED -> new Answer.Missing(IntervalSet.empty());
            case OPENING, COMMITTING, OVER -> new Answer.RefusedDtp("this upload is being opened or verified; wait");
        };
        reply.give(answer);
    }

    private void open(Transfer transfer, Request.HelloDtp hello, Line.Reply reply) {
        PayloadInfo info = PayloadInfo.named(hello.name()).size(hello.size()).digest(hello.sha256());
        port.receive(new Offer(info, true), transfer.line().peer(), (reception, no) -> {
            if (opened(transfer, reception)) {
                reply.give(new Answer.Missing(reception.missing()));
                uploads.opened(transfer);
            } else if (no != null && no.why() == Why.EXISTS) {
                compare(transfer, hello, reply, no);
            } else {
                reply.give(new Answer.RefusedDtp(text(no)));
                uploads.end(transfer);
            }
        });
    }

    /** "A name that exists with this size and sha256: empty list; CLOSE: READY." */
    private void compare(Transfer transfer, Request.HelloDtp hello, Line.Reply reply, RefusedException exists) {
        port.open(hello.name(), transfer.line().peer(), (served, no) -> {
            if (served == null || served.payload().info().size().orElse(-1) != hello.size()) {
                compared(transfer, hello, reply, Optional.empty(), exists);
                if (served != null) {
                    served.close();
                }
                return;
            }
            port.digest(served, true, digest -> {
                served.close();
                compared(transfer, hello, reply, digest, exists);
            });
        });
    }

    private void compared(
            Transfer transfer,
            Request.HelloDtp hello,
            Line.Reply reply,
            Optional<Digest> there,
            RefusedException exists) {
        if (transfer.state() == State.OPENING
                && there.filter(hello.sha256()::equals).isPresent()) {
            transfer.become(State.STORED);
            transfer.answered(uploads.nowNs());
            reply.give(new Answer.Missing(IntervalSet.empty()));
            uploads.opened(transfer);
        } else {
            reply.give(new Answer.RefusedDtp(exists.getMessage()));
            uploads.end(transfer);
        }
    }
}
