package dtp.transport.udp.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.transport.End;
import dtp.path.Impairment;
import dtp.path.PathModel;
import dtp.tck.doubles.ScriptedServing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Servers that send less than a piece in the time after which silence is suspected: nothing is asked for again and again. */
class SlowServerSimTest {
    private static final long SECOND = SimulatedGet.SECOND;

    private static Impairment path() {
        return Impairment.builder().delay(Duration.ofNanos(500_000)).build();
    }

    private static void alone(long fixed) {
        World world = new World(5);
        int size = 2_000_000;
        World.Port port =
                SimulatedGet.server(world, path(), new byte[size], new ServerLimits(40_000, 65_000, 1_024, 16));
        SimulatedGet get = new SimulatedGet(world, List.of(port)).pieces(8_192).forgets();
        if (fixed > 0) {
            get.fixed(fixed);
        }
        assertTrue(get.start().run(600), "it never ends");
        assertEquals(End.Kind.ENDED, get.end.kind());
        String figures = get.endNs / 1e9 + " s, " + port.bytesHeard + " bytes";
        assertTrue(get.endNs < 1.3 * size / 40_000 * SECOND, figures);
        assertTrue(port.bytesHeard < 1.1 * size, figures);
    }

    @Test
    void aPieceInTwoHundredMillisecondsIsEnoughForAFoundRate() {
        alone(0);
    }

    @Test
    void andForARateThatIsToBeKept() {
        alone(1_000_000);
    }

    @Test
    void sixteenReadersOfASlowServerAllEndAndNoneIsSentMuchTwice() {
        World world = new World(5);
        int size = 200_000;
        World.Wire wire = world.new Wire(PathModel.of(path()));
        World.ServerNode node = world
        .new ServerNode(new ScriptedServing().holds("f", new byte[size]), new ServerLimits(100_000, 65_000, 1_024, 16));
        List<SimulatedGet> gets = new ArrayList<>();
        for (int flow = 1; flow <= 16; flow++) {
            node.hears(wire.server(flow), flow);
            gets.add(new SimulatedGet(world, List.of(wire.client(flow)))
                    .forgets()
                    .start());
        }
        long heard = 0;
        for (int i = 0; i < gets.size(); i++) {
            assertTrue(gets.get(i).run(120), "it never ends");
            assertEquals(End.Kind.ENDED, gets.get(i).end.kind());
            heard += wire.client(i + 1).bytesHeard;
        }
        long all = heard;
        assertTrue(all < 1.15 * 16 * size, () -> all + " bytes for " + 16 * size);
        assertTrue(world.time.nowNs() < 1.3 * 16 * size / 100_000 * SECOND, () -> world.time.nowNs() / 1e9 + " s");
    }

    @Test
    void aServerThatIsSlowedDownInMidFileIsNotBuriedInRequests() {
        World world = new World(5);
        int size = 2_000_000;
        ScriptedServing serving = new ScriptedServing().holds("f", new byte[size]);
        World.Wire wire = world.new Wire(PathModel.of(path()));
        World.ServerNode node = world.new ServerNode(serving, new ServerLimits(200_000, 65_000, 1_024, 16));
        List<SimulatedGet> gets = new ArrayList<>();
        for (int flow = 1; flow <= 12; flow++) {
            node.hears(wire.server(flow), flow);
            SimulatedGet get = new SimulatedGet(world, List.of(wire.client(flow)))
                    .pieces(8_192)
                    .digest("")
                    .forgets();
            gets.add(get);
            world.time.after(flow == 1 ? 0 : 5 * SECOND, get::start);
        }
        world.time.runFor(35 * SECOND);
        long sent = 0;
        long heard = 0;
        for (int flow = 1; flow <= 12; flow++) {
            sent += wire.client(flow).bytesSent;
            heard += wire.client(flow).bytesHeard;
        }
        String figures = sent + " bytes asked, " + heard + " bytes heard";
        assertTrue(heard > 0.9 * 35 * 200_000, figures);
        assertTrue(world.time.runUntil(() -> gets.stream().allMatch(get -> get.end != null), 400 * SECOND), figures);
        long all = 0;
        for (int flow = 1; flow <= 12; flow++) {
            all += wire.client(flow).bytesHeard;
        }
        long total = all;
        assertTrue(total < 1.15 * 12 * size, () -> total + " bytes for " + 12 * size);
    }
}
