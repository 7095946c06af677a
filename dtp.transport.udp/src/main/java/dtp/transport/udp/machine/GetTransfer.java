package dtp.transport.udp.machine;

import dtp.api.Reason;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.End;
import dtp.api.transport.Sink;
import dtp.transport.udp.wire.Data;
import dtp.transport.udp.wire.DecodeException;
import dtp.transport.udp.wire.Decoder;
import dtp.transport.udp.wire.Op;
import dtp.transport.udp.wire.Packet;
import dtp.transport.udp.wire.Packet.Done;
import dtp.transport.udp.wire.Packet.IrqAck;
import dtp.transport.udp.wire.Packet.Nack;
import dtp.transport.udp.wire.Packet.Rrq;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A get from one or more servers: whoever is fast is asked for more, whoever is silent or differs is dropped. One thread. */
public final class GetTransfer implements Transfer {
    /** So many quiet times in a row make a server silent when others are there. */
    private static final int QUIETS = 3;

    private final GetSpec spec;
    private final Sink sink;
    private final Consumer<End> ending;
    private final Crew crew = new Crew();
    private final Haul haul;
    private final Telling telling;
    private final Intakes intakes;
    private long heardNs;
    private boolean ended;

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
        this.ending = ending;
        haul = new Haul(spec.wanted(), sink, around, this::stop);
        telling = new Telling(spec, crew, haul, sink);
        intakes = new Intakes(spec, crew, haul, around, limit);
        for (int i = 0; i < lines.size(); i++) {
            Lane lane = new Lane(
                    lines.get(i), servers.get(i), request(), 0, around.random().nextLong());
            // the times of several servers differ although their files do not
            boolean timed = lines.size() == 1 && !spec.wanted().isEmpty();
            crew.add(new GetLane(lane, spec.digest(), timed));
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
        crew.all().forEach(l -> l.lane().start(nowNs));
    }

    @Override
    public void onDatagram(int index, ByteBuffer in, long nowNs) {
        GetLane lane = crew.get(index);
        if (ended || lane.dropped()) {
            return;
        }
        try {
            if (Data.isPiece(in)) {
                if (lane.intake() != null && Data.number(in) == lane.lane().number()) {
                    heardNs = nowNs;
                    lane.data(in, nowNs);
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
            settle(nowNs);
        }
    }

    private void ready(GetLane lane, long nowNs) {
        IrqAck told = lane.lane().info();
        IrqAck info = haul.info();
        if (info == null) {
            if (telling.size(told)) {
                haul.begin(told);
            } else {
                cannotBe(lane.lane().server() + " offers " + told.size() + " bytes");
            }
        } else if (told.size() != info.size()) {
            drop(lane, Reason.Code.SOURCES_DIFFER, " has " + told.size() + " bytes, the others " + info.size());
        } else if (told.piece() != info.piece()) {
            pieces(lane, told, nowNs);
        }
    }

    private void cannotBe(String what) {
        stop(End.of(
                End.Kind.PERMANENT,
                Reason.at(spec.endpoint(), Reason.Code.SOURCE_CHANGED, what + ", which cannot be what was asked for")));
    }

    /** kftp.md, Read 2: all are asked for the least piece accepted; who still differs is dropped. */
    private void pieces(GetLane lane, IrqAck told, long nowNs) {
        if (lane.asked() == Math.min(told.piece(), haul.info().piece())) {
            drop(
                    lane,
                    Reason.Code.SOURCES_DIFFER,
                    " sends pieces of " + told.piece() + " bytes only, the others of "
                            + haul.info().piece());
        } else if (told.piece() > haul.info().piece()) {
            lane.again(haul.info().piece(), nowNs);
        } else {
            crew.all().stream()
                    .filter(other -> other != lane && other.ready())
                    .forEach(other -> other.again(told.piece(), nowNs));
            haul.begin(told);
        }
    }

    /** kftp.md, Read 2: who differs in a known digest is dropped by name; the others join. */
    private void settle(long nowNs) {
        for (GetLane lane : crew.all()) {
            if (!ended && lane.ready()) {
                crew.differs(lane).ifPresent(how -> drop(lane, Reason.Code.SOURCES_DIFFER, how));
            }
        }
        for (GetLane lane : crew.all()) {
            if (!ended && crew.mayJoin(lane) && !telling.waitsForTime(lane)) {
                lane.intake(intakes.make(lane, nowNs));
            }
        }
        intakes.share();
        if (!ended && !telling.news()) {
            cannotBe("there it is " + telling.told().orElseThrow());
        }
    }

    private void drop(GetLane lane, Reason.Code code, String what) {
        lane.drop();
        if (crew.any(GetLane::alive)) {
            sink.note(Reason.at(
                    spec.endpoint(), code, lane.lane().server() + what + "; it was dropped, the others go on"));
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
        if (!crew.any(GetLane::alive)) {
            stop(end);
        } else {
            end.reason().ifPresent(sink::note);
        }
    }

    @Override
    public void unreachable(int index, String why, long nowNs) {
        GetLane lane = crew.get(index);
        if (!ended && lane.alive()) {
            drop(lane, Reason.Code.NO_CONTACT, ": " + why);
        }
    }

    @Override
    public void run(long nowNs) {
        if (ended) {
            return;
        }
        haul.run(nowNs);
        if (haul.begun() && haul.arrivals().paused()) {
            // nothing is asked for: the silence is our own
            heardNs = nowNs;
        }
        for (int i = 0; i < crew.size() && !ended; i++) {
            GetLane lane = crew.get(i);
            if (!lane.dropped()) {
                run(lane, nowNs);
            }
        }
        if (!ended && haul.begun()) {
            settle(nowNs);
            if (crew.size() > 1 && !haul.complete() && haul.arrivals().pool().isEmpty()) {
                crew.steal(nowNs).ifPresent(lane -> lane.run(nowNs));
            }
            finish();
        }
        if (!ended && nowNs - heardNs >= idleNs()) {
            stop(End.of(End.Kind.QUIET));
        }
    }

    /** At least two packet times: at less than a piece in the idle timeout silence is how pieces come. */
    private long idleNs() {
        long packetNs = 0;
        for (GetLane lane : crew.all()) {
            packetNs = lane.alive() && lane.intake() != null
                    ? Math.max(packetNs, lane.intake().packetNs())
                    : packetNs;
        }
        return Math.max(spec.idleNs(), 2 * packetNs);
    }

    private void run(GetLane lane, long nowNs) {
        lane.run(nowNs);
        if (lane.lane().phase() == Lane.Phase.FAILED) {
            failed(lane);
        } else if (lane.intake() != null && lane.intake().quiets() >= QUIETS && crew.others(lane)) {
            drop(lane, Reason.Code.NO_CONTACT, " does not answer any more");
        }
    }

    private void finish() {
        if (!ended && haul.complete() && !telling.isOpen()) {
            stop(End.of(End.Kind.ENDED));
        }
    }

    @Override
    public long deadlineNs(long nowNs) {
        if (ended) {
            return Long.MAX_VALUE;
        }
        long deadline = Math.min(heardNs + idleNs(), haul.deadlineNs());
        for (GetLane lane : crew.all()) {
            if (!lane.dropped()) {
                deadline = Math.min(deadline, lane.deadlineNs());
            }
        }
        return crew.size() > 1 ? Math.min(deadline, nowNs + 50_000_000) : deadline;
    }

    @Override
    public void throughput(long bytesPerSecond) {
        intakes.limit(bytesPerSecond);
    }

    @Override
    public void stop(End end) {
        if (ended) {
            return;
        }
        ended = true;
        haul.close(end.kind() != End.Kind.PERMANENT);
        crew.all().stream().filter(l -> !l.dropped()).forEach(l -> l.lane().bye());
        ending.accept(end);
    }

    @Override
    public boolean ended() {
        return ended;
    }

    /** What the servers told; empty before. */
    public Optional<PayloadInfo> told() {
        return telling.told();
    }
}
