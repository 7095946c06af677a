package dtp.transport.udp.machine;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.End;
import dtp.api.transport.Sink;
import dtp.path.Impairment;
import dtp.path.PathModel;
import dtp.tck.doubles.RecordingSink;
import dtp.tck.doubles.ScriptedServing;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/** One get in virtual time, told what it is to do step by step, then started. One thread. */
final class SimulatedGet {
    static final long SECOND = 1_000_000_000L;
    static final ServerLimits LIMITS = new ServerLimits(Long.MAX_VALUE, 65_000, 1_024, 16);

    private final World world;
    private final List<World.Port> ports;
    private IntervalSet wanted = IntervalSet.of(0, Long.MAX_VALUE);
    private OptionalLong rate = OptionalLong.empty();
    private long idleNs = 10 * SECOND;
    private int piece = 1_400;
    private String digest = "sha256";
    RecordingSink sink = new RecordingSink();
    private Sink target = sink;
    GetTransfer transfer;
    End end;
    long endNs;

    SimulatedGet(World world, List<World.Port> ports) {
        this.world = world;
        this.ports = List.copyOf(ports);
    }

    static byte[] content(long seed, int size) {
        byte[] content = new byte[size];
        new SplittableRandom(seed).nextBytes(content);
        return content;
    }

    /** A link of 10 Mbit/s with a queue of 375 kB. */
    static Impairment.Builder longPath(double loss, int delayMs) {
        return Impairment.builder()
                .delay(Duration.ofMillis(delayMs))
                .loss(loss)
                .rateBytesPerSecond(1_250_000)
                .queueBytes(375_000);
    }

    /** A server of {@code f} behind a wire of its own. @return the client's end */
    static World.Port server(World world, Impairment path, byte[] content, ServerLimits limits) {
        World.Wire wire = world.new Wire(PathModel.of(path));
        world.new ServerNode(new ScriptedServing().holds("f", content), limits).hears(wire.server(1), 1);
        return wire.client(1);
    }

    SimulatedGet wants(IntervalSet value) {
        wanted = value;
        return this;
    }

    SimulatedGet into(RecordingSink value) {
        sink = value;
        target = value;
        return this;
    }

    /** What comes goes there instead. */
    SimulatedGet through(Sink value) {
        target = value;
        return this;
    }

    /** What comes is not kept: for transfers that are only watched. */
    SimulatedGet forgets() {
        return through(new Drain());
    }

    SimulatedGet fixed(long bytesPerSecond) {
        rate = OptionalLong.of(bytesPerSecond);
        return this;
    }

    SimulatedGet idle(long ns) {
        idleNs = ns;
        return this;
    }

    SimulatedGet pieces(int bytes) {
        piece = bytes;
        return this;
    }

    SimulatedGet digest(String algorithm) {
        digest = algorithm;
        return this;
    }

    SimulatedGet start() {
        World.Runner runner = world.new Runner();
        List<String> names = new ArrayList<>();
        ports.forEach(p -> names.add("server" + names.size()));
        GetSpec spec = new GetSpec(Endpoint.parse("kftp://a/f"), wanted, piece, rate, digest, idleNs);
        transfer = new GetTransfer(spec, names, new ArrayList<Line>(ports), target, Long.MAX_VALUE, runner, how -> {
            end = how;
            endNs = world.time.nowNs();
        });
        runner.drive(transfer, ports);
        return this;
    }

    private static final class Drain implements Sink {
        @Override
        public boolean describe(PayloadInfo payload) {
            return true;
        }

        @Override
        public Take write(long offset, ByteBuffer data) {
            return Take.MORE;
        }

        @Override
        public Take write(long offset, ByteBuffer data, Runnable release) {
            release.run();
            return Take.MORE;
        }

        @Override
        public void whenReady(Runnable action) {
            action.run();
        }

        @Override
        public void alive() {
            // nobody asks
        }

        @Override
        public void note(Reason reason) {
            // nobody asks
        }
    }

    /** @return false when it has not ended by then */
    boolean run(long seconds) {
        return world.time.runUntil(() -> end != null, seconds * SECOND);
    }
}
