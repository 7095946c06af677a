package dtp.transport.udp.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.interval.IntervalSet;
import dtp.api.transport.End;
import dtp.path.Burst;
import dtp.path.Impairment;
import dtp.tck.doubles.RecordingSink;
import dtp.tck.sim.SeededTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whole gets in virtual time: whatever the network does, once it stops the file is complete and equal. */
class GetSimTest {
    private static final long SECOND = SimulatedGet.SECOND;

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

    /** One whole get; the faults stop after some seconds. */
    private static void transfer(long seed, int servers) {
        SplittableRandom chance = new SplittableRandom(seed);
        World world = new World(seed);
        byte[] content = SimulatedGet.content(seed, chance.nextInt(200_000));
        List<World.Port> ports = new ArrayList<>();
        for (int i = 0; i < servers; i++) {
            ports.add(SimulatedGet.server(world, everyFault(chance), content, SimulatedGet.LIMITS));
        }
        world.time.after((5 + chance.nextInt(10)) * SECOND, world.network::stopFaults);
        RecordingSink sink = new RecordingSink();
        End end = End.of(End.Kind.QUIET);
        for (int attempt = 0; attempt < 8 && end.kind() != End.Kind.ENDED; attempt++) {
            // as a session does: what is missing is asked for again
            IntervalSet received = sink.received();
            IntervalSet missing = IntervalSet.of(0, Long.MAX_VALUE).minus(received);
            SimulatedGet get =
                    new SimulatedGet(world, ports).wants(missing).into(sink).start();
            assertTrue(get.run(240), () -> "seed " + seed + " never ends");
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

    @SeededTest(value = 300, first = 500)
    void threeHundredSeeds(long seed) {
        transfer(seed, seed % 4 == 0 ? 3 : 1);
    }

    @Tag("slow")
    @SeededTest(value = 2_000, first = 1_000)
    void twoThousandSeeds(long seed) {
        transfer(seed, seed % 4 == 0 ? 3 : 1);
    }

    @Test
    void onlyWhatIsWantedIsAskedForAndWritten() {
        World world = new World(7);
        byte[] content = SimulatedGet.content(7, 300_007);
        World.Port server = SimulatedGet.server(world, Impairment.NONE, content, SimulatedGet.LIMITS);
        IntervalSet wanted = IntervalSet.ofBounds(1_001, 1_003, 50_000, 60_001, 300_000, 300_007);
        SimulatedGet get =
                new SimulatedGet(world, List.of(server)).wants(wanted).start();
        assertTrue(get.run(60));
        assertEquals(wanted.alignedTo(1_400, content.length), get.sink.received());
    }
}
