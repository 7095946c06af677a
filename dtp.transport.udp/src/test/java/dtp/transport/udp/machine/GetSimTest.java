package dtp.transport.udp.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.End;
import dtp.path.Burst;
import dtp.path.Impairment;
import dtp.path.PathModel;
import dtp.tck.doubles.RecordingSink;
import dtp.tck.doubles.ScriptedServing;
import dtp.tck.sim.SeededTest;
import dtp.tck.sim.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whole gets in virtual time: whatever the network does, once it stops the file is complete and equal. */
class GetSimTest {
    private static final ServerLimits LIMITS = new ServerLimits(Long.MAX_VALUE, 65_000, 1_024, 16);
    private static final long SECOND = 1_000_000_000L;

    static byte[] content(long seed, int size) {
        byte[] content = new byte[size];
        new SplittableRandom(seed).nextBytes(content);
        return content;
    }

    static Impairment everyFault(SplittableRandom chance) {
        Impairment.Builder faults = Impairment.builder()
                .delay(Duration.ofMillis(chance.nextInt(300)))
                .loss(chance.nextDouble(0.3))
                .duplicate(chance.nextDouble(0.2))
                .reorder(chance.nextDouble(0.3), Duration.ofMillis(chance.nextInt(1, 50)))
                .corrupt(chance.nextDouble(0.1))
                .rateBytesPerSecond(50_000 + chance.nextInt(2_000_000))
                .queueBytes(20_000 + chance.nextInt(200_000));
        if (chance.nextBoolean()) {
            faults.burst(new Burst(0.01, 5, 1));
        }
        return faults.build();
    }

    private static final class Get {
        final RecordingSink sink;
        GetTransfer transfer;
        End end;

        Get(RecordingSink sink) {
            this.sink = sink;
        }
    }

    private static Get get(World world, List<World.Port> ports, IntervalSet wanted, OptionalLong rate, long idleNs) {
        return get(world, ports, wanted, new RecordingSink(), rate, idleNs);
    }

    private static Get get(
            World world,
            List<World.Port> ports,
            IntervalSet wanted,
            RecordingSink sink,
            OptionalLong rate,
            long idleNs) {
        Get get = new Get(sink);
        World.Runner runner = world.new Runner();
        List<String> names = new ArrayList<>();
        ports.forEach(p -> names.add("server" + names.size()));
        GetSpec spec = new GetSpec(Endpoint.parse("kftp://a/f"), wanted, 1_400, rate, "sha256", idleNs);
        get.transfer = new GetTransfer(
                spec, names, new ArrayList<Line>(ports), get.sink, Long.MAX_VALUE, runner, end -> get.end = end);
        runner.machine = now -> {
            get.transfer.run(now);
            return get.transfer.deadlineNs(now);
        };
        for (int i = 0; i < ports.size(); i++) {
            int lane = i;
            ports.get(i).onDatagram(in -> {
                get.transfer.onDatagram(lane, in, world.time.nowNs());
                runner.run();
            });
        }
        get.transfer.start(world.time.nowNs());
        runner.run();
        return get;
    }

    /** One whole get; the faults stop after some seconds. */
    private static void transfer(long seed, int servers) {
        SplittableRandom chance = new SplittableRandom(seed);
        World world = new World(seed);
        byte[] content = content(seed, chance.nextInt(200_000));
        List<World.Port> ports = new ArrayList<>();
        for (int i = 0; i < servers; i++) {
            World.Wire wire = world.new Wire(PathModel.of(everyFault(chance)));
            world.new ServerNode(new ScriptedServing().holds("f", content), LIMITS).hears(wire.server(1), 1);
            ports.add(wire.client(1));
        }
        world.time.after((5 + chance.nextInt(10)) * SECOND, world.network::stopFaults);
        RecordingSink sink = new RecordingSink();
        End end = End.of(End.Kind.QUIET);
        for (int attempt = 0; attempt < 8 && end.kind() != End.Kind.ENDED; attempt++) {
            // as a session does: what is missing is asked for again
            IntervalSet received = sink.received();
            IntervalSet missing = IntervalSet.of(0, Long.MAX_VALUE).minus(received);
            Get get = get(world, ports, missing, sink, OptionalLong.empty(), 10 * SECOND);
            assertTrue(world.time.runUntil(() -> get.end != null, 240 * SECOND), () -> "seed " + seed + " never ends");
            end = get.end;
        }
        assertEquals(End.Kind.ENDED, end.kind(), "seed " + seed + ": " + end);
        assertArrayEquals(content, sink.bytes(), () -> "seed " + seed);
    }

    @SeededTest(60)
    void whateverTheNetworkDoesTheFileIsCompleteAndEqual(long seed) {
        transfer(seed, 1);
    }

    @SeededTest(40)
    void fromThreeServersAsWell(long seed) {
        transfer(seed, 3);
    }

    @Tag("slow")
    @Test
    void twoThousandSeeds() {
        for (long seed : Seeds.of(1_000, 2_000)) {
            transfer(seed, seed % 4 == 0 ? 3 : 1);
        }
    }

    @Test
    void onlyWhatIsWantedIsAskedForAndWritten() {
        World world = new World(7);
        World.Wire wire = world.new Wire(PathModel.of(Impairment.NONE));
        byte[] content = content(7, 300_007);
        world.new ServerNode(new ScriptedServing().holds("f", content), LIMITS).hears(wire.server(1), 1);
        IntervalSet wanted = IntervalSet.ofBounds(1_001, 1_003, 50_000, 60_001, 300_000, 300_007);
        Get get = get(world, List.of(wire.client(1)), wanted, OptionalLong.empty(), 10 * SECOND);
        assertTrue(world.time.runUntil(() -> get.end != null, 60 * SECOND));
        assertEquals(wanted.alignedTo(1_400, content.length), get.sink.received());
    }

    @Test
    void aServerThatDiesIsReplacedByTheOthers() {
        World world = new World(9);
        byte[] content = content(9, 3_000_000);
        List<World.Port> ports = new ArrayList<>();
        List<World.ServerNode> nodes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            World.Wire wire = world.new Wire(PathModel.of(Impairment.builder()
                    .rateBytesPerSecond(200_000)
                    .delay(Duration.ofMillis(30))
                    .build()));
            nodes.add(world.new ServerNode(new ScriptedServing().holds("f", content), LIMITS).hears(wire.server(1), 1));
            ports.add(wire.client(1));
        }
        Get get = get(world, ports, IntervalSet.of(0, Long.MAX_VALUE), OptionalLong.empty(), 10 * SECOND);
        world.time.after(2 * SECOND, () -> nodes.get(1).die());
        assertTrue(world.time.runUntil(() -> get.end != null, 60 * SECOND));
        assertEquals(End.Kind.ENDED, get.end.kind());
        assertArrayEquals(content, get.sink.bytes());
        assertTrue(get.sink.notes().toString().contains("server1"), () -> "the dead one is named: " + get.sink.notes());
    }

    @Test
    void aServerThatDiffersIsDroppedByName() {
        World world = new World(9);
        List<World.Port> ports = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            World.Wire wire = world.new Wire(PathModel.of(
                    Impairment.builder().delay(Duration.ofMillis(10 + 20L * i)).build()));
            world.new ServerNode(new ScriptedServing().holds("f", content(3, 5_000_000 + i)), LIMITS)
                    .hears(wire.server(1), 1);
            ports.add(wire.client(1));
        }
        Get get = get(world, ports, IntervalSet.of(0, Long.MAX_VALUE), OptionalLong.empty(), 10 * SECOND);
        assertTrue(world.time.runUntil(() -> get.end != null, 60 * SECOND));
        assertArrayEquals(content(3, 5_000_000), get.sink.bytes());
        assertTrue(get.sink.notes().toString().contains("server1"), () -> "" + get.sink.notes());
    }

    private static double seconds(Impairment down, int size, OptionalLong rate) {
        World world = new World(11);
        World.Wire wire = world.new Wire(PathModel.of(down));
        byte[] content = content(1, size);
        world.new ServerNode(new ScriptedServing().holds("f", content), LIMITS).hears(wire.server(1), 1);
        Get get = get(world, List.of(wire.client(1)), IntervalSet.of(0, Long.MAX_VALUE), rate, 30 * SECOND);
        assertTrue(world.time.runUntil(() -> get.end != null, 3_000 * SECOND));
        assertEquals(content.length, get.sink.received().bytes());
        return world.time.nowNs() / 1e9;
    }

    private static Impairment longPath(double loss, int delayMs) {
        return Impairment.builder()
                .delay(Duration.ofMillis(delayMs))
                .loss(loss)
                .rateBytesPerSecond(1_250_000)
                .queueBytes(375_000)
                .build();
    }

    @Test
    void aLongLossyPathIsKeptFullByAutoAndByAFixedRate() {
        StringBuilder figures = new StringBuilder();
        double[][] most = {{0, 20, 15.5}, {0.01, 20, 16}, {0.05, 20, 17}};
        boolean good = true;
        for (double[] row : most) {
            double auto = seconds(longPath(row[0], 150), 16 << 20, OptionalLong.empty());
            double fixed = seconds(longPath(row[0], 150), 16 << 20, OptionalLong.of(1_215_000));
            figures.append(String.format("loss %.2f: auto %.2f s, fixed %.2f s%n", row[0], auto, fixed));
            good &= auto <= row[1] && fixed <= row[2];
        }
        assertTrue(good, figures::toString);
    }
}
