package dtp.transport.udp.machine;

import dtp.api.Reason;
import dtp.api.interval.Interval;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.End;
import dtp.api.transport.Sink;
import dtp.transport.udp.wire.Data;
import dtp.transport.udp.wire.DecodeException;
import dtp.transport.udp.wire.Decoder;
import dtp.transport.udp.wire.Limits;
import dtp.transport.udp.wire.Op;
import dtp.transport.udp.wire.Packet;
import dtp.transport.udp.wire.Packet.Done;
import dtp.transport.udp.wire.Packet.IrqAck;
import dtp.transport.udp.wire.Packet.Nack;
import dtp.transport.udp.wire.Packet.Rrq;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A get from one or more servers: whoever is fast is asked for more, whoever is silent or differs is dropped. One thread. */
public final class GetTransfer implements Transfer, Gather.Owner {
    /** So many quiet times in a row make a server silent when others are there. */
    private static final int QUIETS = 3;

    private final GetSpec spec;
    private final Sink sink;
    private final Surroundings around;
    private final Consumer<End> ending;
    private final List<GetLane> lanes = new ArrayList<>();
    private IrqAck info;
    private Gather gather;
    private Arrivals arrivals;
    private long limit;
    private long heardNs;
    private boolean ended;
    private boolean digestTold;
    private String digest = "";

    /**
     * @param servers their names as the user wrote them
     * @param lines to each of them
     * @param limit bytes of pieces a second that it may take; Long.MAX_VALUE for no limit
     * @param ending called once, after the last call of the sink
     */
    public GetTransfer(
            GetSpec spec,
            List<String> servers,
            List<Line> lines,
            Sink sink,
            long limit,
            Surroundings around,
            Consumer<End> ending) {
        this.spec = spec;
        this.sink = sink;
        this.limit = limit;
        this.around = around;
        this.ending = ending;
        for (int i = 0; i < lines.size(); i++) {
            Lane lane = new Lane(
                    lines.get(i), servers.get(i), request(), 0, around.random().nextLong());
            lanes.add(new GetLane(lane, spec.digest()));
        }
    }

    private Rrq request() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put(Options.RANGES, "1");
        options.put(Options.PIECE, Integer.toString(spec.piece()));
        if (spec.fixedBytesPerSecond().isPresent()) {
            options.put(Options.RATE, Long.toString(spec.fixedBytesPerSecond().getAsLong()));
        }
        return new Rrq(spec.endpoint().name(), Packet.READ, options);
    }

    @Override
    public void start(long nowNs) {
        heardNs = nowNs;
        lanes.forEach(l -> l.lane().start(nowNs));
    }

    @Override
    public void onDatagram(int index, ByteBuffer in, long nowNs) {
        GetLane lane = lanes.get(index);
        if (ended || lane.dropped()) {
            return;
        }
        try {
            if (Data.isPiece(in)) {
                if (lane.intake() != null && Data.number(in) == lane.lane().number()) {
                    heardNs = nowNs;
                    lane.intake().data(in, nowNs);
                }
            } else {
                packet(lane, Decoder.decode(in), nowNs);
            }
        } catch (DecodeException e) {
            // not from a server of ours: as if it had not come
            return;
        }
    }

    private void packet(GetLane lane, Packet packet, long nowNs) {
        boolean mine = packet.number() == lane.lane().number() && packet.number() != 0;
        if (packet instanceof Done done) {
            if (mine && lane.intake() != null) {
                heardNs = nowNs;
                lane.intake().done(done, nowNs);
            }
            return;
        }
        Lane.Phase before = lane.lane().phase();
        if (packet instanceof Nack nack && nack.op() == Op.SHA) {
            lane.packet(packet, nowNs);
        } else if (lane.lane().packet(packet, nowNs)) {
            if (lane.lane().phase() == Lane.Phase.READY && before != Lane.Phase.READY) {
                ready(lane, nowNs);
            } else if (lane.lane().phase() == Lane.Phase.FAILED) {
                failed(lane);
            }
        } else {
            lane.packet(packet, nowNs);
        }
        if ((mine || lane.lane().phase() == Lane.Phase.NUMBERED) && !ended) {
            heardNs = nowNs;
            sink.alive();
            compare(lane);
        }
    }

    private void ready(GetLane lane, long nowNs) {
        IrqAck told = lane.lane().info();
        if (info == null) {
            if (!sink.describe(PayloadInfo.named(spec.endpoint().name()).size(told.size()))) {
                stop(End.of(
                        End.Kind.PERMANENT,
                        Reason.at(
                                spec.endpoint(),
                                Reason.Code.SOURCE_CHANGED,
                                lane.lane().server() + " offers " + told.size()
                                        + " bytes, which cannot be what was asked for")));
                return;
            }
            begin(told);
        } else if (told.size() != info.size() || told.piece() != info.piece()) {
            drop(
                    lane,
                    Reason.Code.SOURCES_DIFFER,
                    " has " + told.size() + " bytes in pieces of " + told.piece() + ", the others " + info.size()
                            + " in pieces of " + info.piece());
            return;
        }
        lane.intake(intake(lane, nowNs));
    }

    private void begin(IrqAck told) {
        info = told;
        gather = new Gather(sink, around.buffers(), this);
        arrivals = new Arrivals(told.size(), told.piece(), told.count(), gather);
        IntervalSet bytes = spec.wanted().intersect(IntervalSet.of(0, told.size()));
        long at = 0;
        for (Interval part : bytes.alignedTo(told.piece(), told.size())) {
            long first = part.start() / told.piece();
            long end = Limits.pieces(part.end(), told.piece());
            arrivals.refuse(at, first);
            arrivals.want(first, end);
            at = end;
        }
        arrivals.refuse(at, told.count());
    }

    private Intake intake(GetLane lane, long nowNs) {
        Lane l = lane.lane();
        if (l.ranges()) {
            return new RangedIntake(
                    l.line(),
                    l.number(),
                    l.trip(),
                    arrivals,
                    Limits.MAX_RANGES,
                    spec.fixedBytesPerSecond(),
                    limit(),
                    nowNs,
                    around.random());
        }
        boolean whole = lanes.size() == 1 && spec.wanted().contains(0, info.size()) && info.size() > 0;
        if (whole) {
            // all of it comes by itself: nothing is left to be asked for until the stream ends
            arrivals.pool().take(Long.MAX_VALUE, 1, arrivals.here());
        }
        return new BaseIntake(l.line(), l.number(), l.trip(), arrivals, whole ? 1 : 0, 0, nowNs);
    }

    private long limit() {
        long alive = lanes.stream().filter(GetLane::alive).count();
        return limit == Long.MAX_VALUE ? limit : Math.max(1, limit / Math.max(1, alive));
    }

    private void drop(GetLane lane, Reason.Code code, String what) {
        lane.drop();
        if (lanes.stream().anyMatch(GetLane::alive)) {
            sink.note(Reason.at(
                    spec.endpoint(), code, lane.lane().server() + what + "; it was dropped, the others go on"));
            throughput(limit);
        } else {
            stop(Ends.passing(spec.endpoint(), code, lane.lane().server() + what));
        }
    }

    private void failed(GetLane lane) {
        Optional<Nack> refusal = lane.lane().refusal();
        End end = refusal.isPresent()
                ? Ends.refused(spec.endpoint(), lane.lane().server(), refusal.get())
                : Ends.passing(
                        spec.endpoint(),
                        Reason.Code.NO_CONTACT,
                        lane.lane().server() + " does not answer; what came is safe, try again later");
        lane.drop();
        if (lanes.stream().noneMatch(GetLane::alive)) {
            stop(end);
        } else {
            end.reason().ifPresent(sink::note);
            throughput(limit);
        }
    }

    /** kftp.md, Read 2: who differs in a known digest is dropped by name. */
    private void compare(GetLane lane) {
        if (lane.digest().isEmpty() || lane.dropped()) {
            return;
        }
        String told = lane.digest().get();
        if (digest.isEmpty()) {
            digest = told;
        } else if (!digest.equals(told)) {
            drop(lane, Reason.Code.SOURCES_DIFFER, " has another " + spec.digest());
        }
    }

    @Override
    public void unreachable(int index, String why, long nowNs) {
        GetLane lane = lanes.get(index);
        if (!ended && lane.alive()) {
            drop(lane, Reason.Code.NO_CONTACT, ": " + why);
        }
    }

    @Override
    public void run(long nowNs) {
        if (ended) {
            return;
        }
        if (gather != null) {
            gather.flush();
        }
        for (int i = 0; i < lanes.size() && !ended; i++) {
            GetLane lane = lanes.get(i);
            if (lane.dropped()) {
                continue;
            }
            lane.run(nowNs);
            if (lane.lane().phase() == Lane.Phase.FAILED) {
                failed(lane);
            } else if (lane.intake() != null && lane.intake().quiets() >= QUIETS && others(lane)) {
                drop(lane, Reason.Code.NO_CONTACT, " does not answer any more");
            }
        }
        if (!ended && arrivals != null) {
            steal(nowNs);
            finish();
        }
        if (!ended && nowNs - heardNs >= spec.idleNs()) {
            stop(End.of(End.Kind.QUIET));
        }
    }

    private boolean others(GetLane lane) {
        return lanes.stream().anyMatch(l -> l != lane && l.alive() && l.intake() != null);
    }

    private void steal(long nowNs) {
        if (lanes.size() == 1 || arrivals.complete() || !arrivals.pool().isEmpty()) {
            return;
        }
        for (GetLane idle : lanes) {
            if (idle.maySteal(nowNs)) {
                GetLane slow = null;
                for (GetLane other : lanes) {
                    boolean busy = other.alive() && other.intake() != null && other != idle;
                    if (busy
                            && (slow == null
                                    || other.intake().outstanding()
                                            > slow.intake().outstanding())) {
                        slow = other;
                    }
                }
                if (slow != null) {
                    slow.intake().share(Math.max(1, slow.intake().outstanding() / 2));
                    idle.intake().run(nowNs);
                }
                return;
            }
        }
    }

    private void finish() {
        if (!arrivals.complete()) {
            return;
        }
        // without bytes to move it is a question only, and a digest would make it a long one
        boolean waits =
                !spec.wanted().isEmpty() && digest.isEmpty() && lanes.stream().anyMatch(GetLane::digestOpen);
        if (waits) {
            return;
        }
        if (!digest.isEmpty() && !digestTold) {
            digestTold = true;
            Digest whole = Digest.parse(spec.digest() + ":" + digest);
            boolean unused = sink.describe(
                    PayloadInfo.named(spec.endpoint().name()).size(info.size()).digest(whole));
        }
        stop(End.of(End.Kind.ENDED));
    }

    @Override
    public long deadlineNs(long nowNs) {
        if (ended) {
            return Long.MAX_VALUE;
        }
        long deadline = heardNs + spec.idleNs();
        for (GetLane lane : lanes) {
            if (!lane.dropped()) {
                deadline = Math.min(deadline, lane.deadlineNs());
            }
        }
        return lanes.size() > 1 ? Math.min(deadline, nowNs + 50_000_000) : deadline;
    }

    @Override
    public void throughput(long bytesPerSecond) {
        limit = bytesPerSecond;
        lanes.stream().filter(l -> l.intake() != null).forEach(l -> l.intake().limit(limit()));
    }

    @Override
    public void stop(End end) {
        if (ended) {
            return;
        }
        ended = true;
        if (gather != null) {
            if (end.kind() != End.Kind.PERMANENT) {
                gather.flush();
            }
            gather.close();
        }
        lanes.stream().filter(l -> !l.dropped()).forEach(l -> l.lane().bye());
        ending.accept(end);
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public void notTaken(long offset, int bytes) {
        arrivals.lost(offset, bytes);
    }

    @Override
    public void slow() {
        arrivals.pause(true);
        sink.whenReady(() -> around.execute(() -> arrivals.pause(false)));
    }

    @Override
    public void closed() {
        stop(End.of(End.Kind.CLOSED));
    }

    /** What the servers told; empty before. */
    public Optional<PayloadInfo> told() {
        return Optional.ofNullable(info)
                .map(i -> PayloadInfo.named(spec.endpoint().name()).size(i.size()));
    }
}
