package dtp.transport.udp.machine;

import dtp.api.Reason;
import dtp.api.Verification;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Payload;
import dtp.api.transport.DeliveryObserver;
import dtp.api.transport.End;
import dtp.transport.udp.wire.Data;
import dtp.transport.udp.wire.DecodeException;
import dtp.transport.udp.wire.Decoder;
import dtp.transport.udp.wire.Encoder;
import dtp.transport.udp.wire.Limits;
import dtp.transport.udp.wire.Op;
import dtp.transport.udp.wire.Packet;
import dtp.transport.udp.wire.Packet.Ack;
import dtp.transport.udp.wire.Packet.Done;
import dtp.transport.udp.wire.Packet.Nack;
import dtp.transport.udp.wire.Packet.Rate;
import dtp.transport.udp.wire.Packet.Rrq;
import dtp.transport.udp.wire.Packet.Srq;
import dtp.transport.udp.wire.Packet.Srx;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A put: the server says what it misses, again and again, until it says that all is stored. One thread. */
public final class PutTransfer implements Transfer {
    private final PutSpec spec;
    private final Payload payload;
    private final DeliveryObserver observer;
    private final Surroundings around;
    private final Consumer<End> ending;
    private final Lane lane;
    private Outflow out;
    private int piece;
    private long limit;
    private long heardNs;
    private long doneNs;
    private long doneWaitNs;
    private boolean started;
    private boolean ended;

    /** @param ending called once, after the last call of the observer */
    public PutTransfer(
            PutSpec spec,
            Payload payload,
            String server,
            Line line,
            DeliveryObserver observer,
            long limit,
            Surroundings around,
            Consumer<End> ending) {
        this.spec = spec;
        this.payload = payload;
        this.observer = observer;
        this.limit = limit;
        this.around = around;
        this.ending = ending;
        Map<String, String> options = new LinkedHashMap<>();
        options.put(Options.SIZE, Long.toString(spec.size()));
        options.put(Options.PIECE, Integer.toString(spec.piece()));
        options.put(Options.RANGES, "1");
        if (!spec.sha256().isEmpty()) {
            options.put(Options.SHA256, spec.sha256());
        }
        if (spec.fixedBytesPerSecond().isPresent()) {
            options.put(Options.RATE, Long.toString(spec.fixedBytesPerSecond().getAsLong()));
        }
        Rrq rrq = new Rrq(spec.target().name(), Packet.WRITE, options);
        lane = new Lane(line, server, rrq, spec.size(), around.random().nextLong());
    }

    @Override
    public void start(long nowNs) {
        heardNs = nowNs;
        lane.start(nowNs);
    }

    @Override
    public void onDatagram(int index, ByteBuffer in, long nowNs) {
        if (ended || Data.isPiece(in)) {
            return;
        }
        try {
            packet(Decoder.decode(in), nowNs);
        } catch (DecodeException e) {
            // not from a server of ours: as if it had not come
            return;
        }
    }

    private void packet(Packet packet, long nowNs) {
        Lane.Phase before = lane.phase();
        if (before != Lane.Phase.READY) {
            if (lane.packet(packet, nowNs)) {
                heardNs = nowNs;
                if (lane.stored()) {
                    stop(End.of(End.Kind.ENDED));
                } else if (lane.phase() == Lane.Phase.READY) {
                    ready(nowNs);
                } else if (lane.phase() == Lane.Phase.FAILED) {
                    failed();
                }
            }
            return;
        }
        if (packet.number() != lane.number()) {
            return;
        }
        heardNs = nowNs;
        out.heard(nowNs);
        if (packet instanceof Srx srx) {
            started = true;
            doneWaitNs = 0;
            missing(srx);
            boolean unused = out.srx(srx);
        } else if (packet instanceof Srq srq) {
            started = true;
            boolean unused = out.srq(srq.sequence());
        } else if (packet instanceof Rate rate) {
            out.rate(rate, nowNs);
        } else if (packet instanceof Ack ack && ack.op() == Op.DATA) {
            stop(End.of(End.Kind.ENDED));
        } else if (packet instanceof Nack nack) {
            refused(nack, nowNs);
        }
    }

    private void refused(Nack nack, long nowNs) {
        if (nack.error() == Op.NOT_YET) {
            doneWaitNs = 0;
            doneNs = nowNs + lane.trip().patienceNs();
        } else if (nack.op() == Op.DATA || nack.op() == Op.IRQ) {
            stop(Ends.refused(spec.target(), lane.server(), nack));
        }
    }

    private void missing(Srx srx) {
        IntervalSet missing = IntervalSet.empty();
        for (int i = 0; i < srx.ranges().length; i += 2) {
            long start = srx.ranges()[i] * piece;
            long end = Math.min(spec.size(), (srx.ranges()[i] + srx.ranges()[i + 1]) * piece);
            if (start < end) {
                missing = missing.union(IntervalSet.of(start, end));
            }
        }
        observer.missing(missing);
    }

    private void ready(long nowNs) {
        piece = lane.piece();
        Blocks blocks = new Blocks(
                around.reader(payload), around.buffers(), piece, spec.size(), Limits.pieces(spec.size(), piece));
        out = new Outflow(
                lane.line(),
                lane.number(),
                piece,
                spec.size(),
                lane.ranges(),
                spec.fixedBytesPerSecond(),
                limit,
                blocks,
                observer::sent,
                nowNs);
        if (lane.ranges()) {
            doneNs = nowNs;
        } else {
            // a base server is sent everything, and then asked
            out.stream(1, 0);
            doneNs = nowNs + lane.trip().patienceNs();
        }
    }

    private void failed() {
        stop(lane.refusal()
                .map(nack -> Ends.refused(spec.target(), lane.server(), nack))
                .orElseGet(() -> Ends.passing(
                        spec.target(),
                        Reason.Code.NO_CONTACT,
                        lane.server() + " does not answer; the file is as it was, put it again later")));
    }

    @Override
    public void unreachable(int index, String why, long nowNs) {
        stop(Ends.passing(
                spec.target(),
                Reason.Code.NO_CONTACT,
                lane.server() + ": " + why + "; what it has it keeps, put it again later"));
    }

    @Override
    public void run(long nowNs) {
        if (ended) {
            return;
        }
        lane.run(nowNs);
        if (lane.phase() == Lane.Phase.FAILED) {
            failed();
            return;
        }
        if (out != null) {
            out.limit(limit, nowNs);
            out.run(nowNs);
            if (out.failure().isPresent()) {
                stop(End.of(
                        End.Kind.PERMANENT,
                        Reason.at(
                                spec.target(),
                                Reason.Code.IO_ERROR,
                                "the payload cannot be read: "
                                        + out.failure().get().getMessage())));
                return;
            }
            ask(nowNs);
            if (!lane.ranges() && !out.idle()) {
                // a base server has nothing to say before all has come
                heardNs = nowNs;
            }
        }
        if (nowNs - heardNs >= spec.idleNs()) {
            stop(End.of(End.Kind.QUIET));
        }
    }

    /** DONE without a request asks what is missing; repeated while nothing is under way. */
    private void ask(long nowNs) {
        if (!out.idle()) {
            doneNs = Math.max(doneNs, nowNs + lane.trip().patienceNs());
        } else if (nowNs >= doneNs) {
            doneWaitNs = Math.max(lane.trip().patienceNs(), Math.min(2_000_000_000L, 2 * doneWaitNs));
            doneNs = nowNs + doneWaitNs;
            if (started || !lane.ranges()) {
                out.repeatDone();
            }
            lane.line().send(Encoder.encode(new Done(lane.number(), 0, 0)));
        }
    }

    @Override
    public long deadlineNs(long nowNs) {
        if (ended) {
            return Long.MAX_VALUE;
        }
        long deadline = Math.min(heardNs + spec.idleNs(), lane.deadlineNs());
        if (out != null) {
            deadline = Math.min(deadline, Math.min(doneNs, out.deadlineNs(nowNs)));
        }
        return deadline;
    }

    @Override
    public void throughput(long bytesPerSecond) {
        limit = bytesPerSecond;
    }

    @Override
    public void stop(End end) {
        if (ended) {
            return;
        }
        ended = true;
        if (out != null) {
            out.close();
        }
        lane.bye();
        ending.accept(end);
    }

    @Override
    public boolean ended() {
        return ended;
    }

    /** What the server compared when it ended well: never the digest where it has not seen that. */
    public Verification verification() {
        return lane.digestSeen() ? Verification.DIGEST : Verification.SIZE;
    }
}
