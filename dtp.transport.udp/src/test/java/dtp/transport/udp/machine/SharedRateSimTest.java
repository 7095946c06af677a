package dtp.transport.udp.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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

/** A rate that is kept is that of the whole transfer, from however many servers it comes (kftp.md, Rate). */
class SharedRateSimTest {
    private static final long SECOND = SimulatedGet.SECOND;
    private static final int RATE = 300_000;

    private final World world = new World(9);
    private final List<World.ServerNode> nodes = new ArrayList<>();
    private final List<World.Port> ports = new ArrayList<>();

    private SimulatedGet get(byte[] content) {
        for (int i = 0; i < 3; i++) {
            Impairment path = Impairment.builder().delay(Duration.ofMillis(20)).build();
            World.Wire wire = world.new Wire(PathModel.of(path));
            nodes.add(world.new ServerNode(new ScriptedServing().holds("f", content), SimulatedGet.LIMITS)
                    .hears(wire.server(1), 1));
            ports.add(wire.client(1));
        }
        return new SimulatedGet(world, ports).fixed(RATE).start();
    }

    @Test
    void threeServersTogetherKeepItWithinFivePercent() {
        byte[] content = SimulatedGet.content(9, 10 * RATE);
        SimulatedGet get = get(content);
        assertTrue(get.run(60));
        assertEquals(End.Kind.ENDED, get.end.kind());
        assertArrayEquals(content, get.sink.bytes());
        assertEquals(10, get.endNs / 1e9, 0.5);
        ports.forEach(port -> assertTrue(port.bytesHeard > 2 * RATE, "each has sent its share"));
    }

    @Test
    void whenOneDiesTheOthersKeepIt() {
        SimulatedGet get = get(SimulatedGet.content(9, 30 * RATE));
        world.time.after(2 * SECOND, nodes.get(1)::die);
        world.time.runFor(8 * SECOND);
        long before = heard();
        world.time.runFor(10 * SECOND);
        assertEquals(RATE, (heard() - before) / 10.0, RATE * 0.05);
        assertTrue(get.sink.notes().toString().contains("server1"), () -> "" + get.sink.notes());
    }

    private long heard() {
        return ports.stream().mapToLong(port -> port.bytesHeard).sum();
    }
}
