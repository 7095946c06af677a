package dtp.transport.udp.machine;

import dtp.api.interval.Interval;
import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Offer;
import dtp.api.transport.Peer;
import dtp.api.transport.Reception;
import dtp.api.transport.RefusedException;
import dtp.api.transport.Served;
import dtp.api.transport.Serving;
import dtp.transport.udp.wire.Limits;
import dtp.transport.udp.wire.Op;
import dtp.transport.udp.wire.Packet;
import dtp.transport.udp.wire.Packet.Ack;
import dtp.transport.udp.wire.Packet.Bye;
import dtp.transport.udp.wire.Packet.Done;
import dtp.transport.udp.wire.Packet.Irq;
import dtp.transport.udp.wire.Packet.IrqAck;
import dtp.transport.udp.wire.Packet.Nack;
import dtp.transport.udp.wire.Packet.Rrq;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;

/** Somebody writes to this server: what is missing is asked for until all is stored and durable. The server's thread. */
final class WriteGuest implements Guest, Gather.Owner {
    /** kftp.md, Write: as many as are missing, 16 at a time. */
    private static final int RANGES_AT_A_TIME = 16;

    /** A sender that lives says DONE again every 2 s, if nothing else. */
    private static final long LEFT_BEHIND_NS = 3_000_000_000L;

    private static final long SILENCE_NS = 5_000_000_000L;

    private enum Phase {
        OPENING,
        OFFERED,
        RECEIVING,
        VERIFYING,
        STORED,
        FAILED
    }

    private final Line line;
    private final long number;
    private final WriteRequest request;
    private final int piece;
    private final long size;
    /** Empty: found. */
    private final OptionalLong rate;

    private final Surroundings around;
    private final RoundTrip trip;
    private Phase phase = Phase.OPENING;
    private Reception reception;
    private Gather gather;
    private Arrivals arrivals;
    private Intake intake;
    private Nack failure;
    private boolean over;
    private int irqs;
    private boolean justStored;
    private long share;
    private long heardNs;

    WriteGuest(
            Line line, long number, Rrq rrq, int piece, Surroundings around, RoundTrip trip, long share, long nowNs) {
        this.line = line;
        this.number = number;
        request = new WriteRequest(rrq);
        this.piece = piece;
        this.around = around;
        this.trip = trip;
        this.share = share;
        size = request.size();
        rate = request.rate();
        heardNs = nowNs;
    }

    /** Reserves name and space, or finds what came of it before. */
    void open(Serving serving, Peer peer, long nowNs) {
        PayloadInfo offer = request.offered();
        serving.receive(new Offer(offer, request.ranges() && offer.digest().isPresent()), peer)
                .whenComplete((receiving, failed) -> around.execute(() -> {
                    if (failed == null) {
                        begin(receiving, nowNs);
                    } else if (exists(failed) && offer.digest().isPresent()) {
                        compare(serving, peer, offer, failed);
                    } else {
                        fail(Guest.nack(Op.IRQ, number, failed));
                    }
                }));
    }

    private static boolean exists(Throwable failed) {
        Throwable cause =
                failed instanceof CompletionException && failed.getCause() != null ? failed.getCause() : failed;
        return cause instanceof RefusedException r && r.why() == RefusedException.Why.EXISTS;
    }

    /** The same file may be there already, finished. */
    private void compare(Serving serving, Peer peer, PayloadInfo offer, Throwable refused) {
        serving.open(request.name(), peer).whenComplete((there, failed) -> {
            if (failed != null) {
                around.execute(() -> fail(Guest.nack(Op.IRQ, number, refused)));
            } else {
                there.payload()
                        .digest(Digest.SHA_256)
                        .whenComplete((digest, unread) -> around.execute(() -> compared(
                                there,
                                unread == null
                                        && offer.mayBe(there.payload().info().digest(digest)),
                                refused)));
            }
        });
    }

    private void compared(Served there, boolean same, Throwable refused) {
        there.close();
        if (same) {
            phase = Phase.STORED;
            answerIrq();
        } else {
            fail(Guest.nack(Op.IRQ, number, refused));
        }
    }

    private void answerIrq() {
        Guest.answer(line, new IrqAck(number, Limits.pieces(size, piece), size, piece));
    }

    private void fail(Nack nack) {
        phase = Phase.FAILED;
        failure = nack;
        Guest.answer(line, nack);
        if (reception != null) {
            reception.suspend(nack.text());
        }
        if (gather != null) {
            gather.close();
        }
    }

    private void begin(Reception receiving, long nowNs) {
        try {
            received(receiving, nowNs);
        } catch (RuntimeException | OutOfMemoryError e) {
            around.broken(e);
            fail(new Nack(Op.IRQ, number, Op.CANNOT_READ, "a fault of the server"));
        }
    }

    private void received(Reception receiving, long nowNs) {
        reception = receiving;
        if (over) {
            reception.suspend("the sender is gone");
            return;
        }
        reception.onStop(reason -> around.execute(() -> {
            if (phase != Phase.STORED && phase != Phase.FAILED) {
                fail(new Nack(Op.DATA, number, Op.BUSY, reason.text()));
            }
        }));
        gather = new Gather(reception.sink(), around.buffers(), this);
        arrivals = new Arrivals(size, piece, Limits.pieces(size, piece), gather);
        long at = 0;
        for (Interval missing : reception.missing()) {
            long first = missing.start() / piece;
            long end = Math.min(Limits.pieces(size, piece), Limits.pieces(Math.min(missing.end(), size), piece));
            if (Math.max(at, first) < end) {
                arrivals.refuse(at, Math.max(at, first));
                arrivals.want(Math.max(at, first), end);
                at = end;
            }
        }
        arrivals.refuse(at, Limits.pieces(size, piece));
        phase = Phase.OFFERED;
        answerIrq();
        if (!request.ranges()) {
            start(nowNs);
        }
    }

    private void start(long nowNs) {
        phase = Phase.RECEIVING;
        intake = request.ranges()
                ? new RangedIntake(line, number, trip, arrivals, RANGES_AT_A_TIME, rate, share, nowNs, around.random())
                : new BaseIntake(line, number, trip, arrivals, BaseIntake.Stream.PUSHED, nowNs);
    }

    @Override
    public void packet(Packet packet, long nowNs) {
        heardNs = nowNs;
        if (packet instanceof Bye) {
            Guest.answer(line, new Ack(Op.BYE, number));
            close("the sender has stopped");
        } else if (failure != null) {
            Guest.answer(line, failure);
        } else if (packet instanceof Irq && phase == Phase.OPENING) {
            Guest.notYet(line, number, irqs++);
        } else if (packet instanceof Irq) {
            answerIrq();
        } else if (packet instanceof Done done) {
            done(done, nowNs);
        }
    }

    private void done(Done done, long nowNs) {
        if (phase == Phase.STORED) {
            Guest.answer(line, new Ack(Op.DATA, number));
        } else if (phase == Phase.VERIFYING) {
            Guest.answer(line, new Nack(Op.DATA, number, Op.NOT_YET, ""));
        } else if (phase == Phase.OFFERED) {
            start(nowNs);
        } else if (phase == Phase.RECEIVING && (done.request() > 0 || !request.ranges())) {
            intake.done(done, nowNs);
        }
    }

    @Override
    public void data(ByteBuffer in, long nowNs) {
        heardNs = nowNs;
        if (phase == Phase.RECEIVING) {
            intake.data(in, nowNs);
        }
    }

    @Override
    public void run(long nowNs) {
        if (phase == Phase.RECEIVING) {
            gather.run(nowNs);
            if (arrivals.complete()) {
                phase = Phase.VERIFYING;
                gather.close();
                reception.commit(size).whenComplete((sure, failed) -> around.execute(() -> stored(failed)));
            } else {
                intake.run(nowNs);
            }
        }
        if (justStored) {
            // answered for as long as that, however long the verification took
            justStored = false;
            heardNs = nowNs;
        }
        if (nowNs - heardNs >= ServerLimits.FORGET_NS && phase != Phase.VERIFYING) {
            close("the sender fell silent");
        }
    }

    private void stored(Throwable failed) {
        if (failed == null) {
            phase = Phase.STORED;
            justStored = true;
            Guest.answer(line, new Ack(Op.DATA, number));
        } else {
            fail(Guest.nack(Op.DATA, number, failed));
        }
    }

    @Override
    public long deadlineNs(long nowNs) {
        if (phase == Phase.VERIFYING) {
            // whoever verifies tells when it is done
            return Long.MAX_VALUE;
        }
        long forgetNs = heardNs + ServerLimits.FORGET_NS;
        return phase == Phase.RECEIVING
                ? Math.min(forgetNs, Math.min(gather.deadlineNs(), intake.deadlineNs()))
                : forgetNs;
    }

    @Override
    public Map<String, String> told() {
        return phase == Phase.STORED ? Map.of(Options.STORED, "1") : Map.of();
    }

    @Override
    public boolean over() {
        return over;
    }

    @Override
    public long demand(long nowNs) {
        boolean sends = phase == Phase.RECEIVING && nowNs - heardNs < SILENCE_NS;
        return sends ? rate.orElse(Long.MAX_VALUE) : 0;
    }

    @Override
    public void share(long bytesPerSecond, long nowNs) {
        share = bytesPerSecond;
        if (intake != null) {
            intake.limit(bytesPerSecond);
        }
    }

    @Override
    public void close(String why) {
        over = true;
        if (phase == Phase.RECEIVING) {
            // what has come is kept for the next attempt
            gather.flush();
        }
        if (reception != null && phase != Phase.STORED && phase != Phase.VERIFYING) {
            reception.suspend(why);
        }
        if (gather != null) {
            gather.close();
        }
    }

    @Override
    public void notTaken(long offset, int bytes) {
        arrivals.lost(offset, bytes);
    }

    @Override
    public void slow() {
        arrivals.pause(true);
        reception.sink().whenReady(() -> around.execute(() -> arrivals.pause(false)));
    }

    @Override
    public void closed() {
        if (failure == null) {
            fail(new Nack(Op.DATA, number, Op.CANNOT_READ, "the upload was ended"));
        }
    }

    @Override
    public long spareNs(long nowNs, long patienceNs) {
        boolean ended = phase == Phase.FAILED || (phase == Phase.STORED && !justStored);
        return ended && nowNs - heardNs >= patienceNs ? nowNs - heardNs : 0;
    }

    /** What came of it is told once more: the first time it may have been lost. */
    @Override
    public void giveWay() {
        Guest.answer(line, phase == Phase.STORED ? new Ack(Op.DATA, number) : failure);
        close("others wait");
    }

    /** The same file is offered once more, by a sender of which nothing was heard here for some time. */
    boolean isLeftBehind(Rrq again, long nowNs) {
        boolean open = phase == Phase.OPENING || phase == Phase.OFFERED || phase == Phase.RECEIVING;
        return open
                && request.isOfTheSameFileAs(new WriteRequest(again))
                && nowNs - heardNs >= Math.max(LEFT_BEHIND_NS, 3 * trip.ns());
    }
}
