package dtp.transport.udp.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.transport.End;
import dtp.path.Impairment;
import dtp.path.PathModel;
import dtp.tck.doubles.ScriptedServing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One file from several servers (kftp.md, Read): the fast ones do more, dead and differing ones are left behind by name. */
class SeveralServersSimTest {
    private static final long SECOND = SimulatedGet.SECOND;

    private static Impairment path(int bytesPerSecond, int delayMs) {
        return Impairment.builder()
                .rateBytesPerSecond(bytesPerSecond)
                .delay(Duration.ofMillis(delayMs))
                .build();
    }

    private static World.Port server(World world, Impairment path, byte[] content) {
        return SimulatedGet.server(world, path, content, SimulatedGet.LIMITS);
    }

    @Test
    void aServerThatDiesIsReplacedByTheOthers() {
        World world = new World(9);
        byte[] content = SimulatedGet.content(9, 3_000_000);
        List<World.Port> ports = new ArrayList<>();
        List<World.ServerNode> nodes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            World.Wire wire = world.new Wire(PathModel.of(path(200_000, 30)));
            nodes.add(world.new ServerNode(new ScriptedServing().holds("f", content), SimulatedGet.LIMITS)
                    .hears(wire.server(1), 1));
            ports.add(wire.client(1));
        }
        SimulatedGet get = new SimulatedGet(world, ports).start();
        world.time.after(2 * SECOND, () -> nodes.get(1).die());
        assertTrue(get.run(60));
        assertEquals(End.Kind.ENDED, get.end.kind());
        assertArrayEquals(content, get.sink.bytes());
        assertTrue(get.sink.notes().toString().contains("server1"), () -> "the dead one is named: " + get.sink.notes());
    }

    @Test
    void aServerWithAnotherSizeIsDroppedByName() {
        World world = new World(9);
        List<World.Port> ports = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            ports.add(server(world, path(Integer.MAX_VALUE, 10 + 20 * i), SimulatedGet.content(3, 5_000_000 + i)));
        }
        SimulatedGet get = new SimulatedGet(world, ports).start();
        assertTrue(get.run(60));
        assertArrayEquals(SimulatedGet.content(3, 5_000_000), get.sink.bytes());
        assertTrue(get.sink.notes().toString().contains("server1"), () -> "" + get.sink.notes());
    }

    @Test
    void aServerWithAnotherDigestIsDroppedByNameAndNoByteOfItIsTaken() {
        for (String digest : List.of("sha1", "sha256")) {
            World world = new World(9);
            List<World.Port> ports = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                ports.add(server(world, path(300_000, 10 + i), SimulatedGet.content(i == 1 ? 4 : 3, 1_000_000)));
            }
            SimulatedGet get = new SimulatedGet(world, ports).digest(digest).start();
            assertTrue(get.run(60));
            assertEquals(End.Kind.ENDED, get.end.kind());
            assertArrayEquals(SimulatedGet.content(3, 1_000_000), get.sink.bytes());
            assertTrue(
                    get.sink.notes().toString().contains("server1 has another " + digest), () -> "" + get.sink.notes());
        }
    }

    @Test
    void theLeastPieceAcceptedIsAskedOfAll() {
        World world = new World(9);
        byte[] content = SimulatedGet.content(5, 400_000);
        List<World.Port> ports = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ServerLimits limits = new ServerLimits(Long.MAX_VALUE, i == 2 ? 512 : 65_000, 16, 16);
            ports.add(SimulatedGet.server(world, path(300_000, 5 + 30 * i), content, limits));
        }
        SimulatedGet get = new SimulatedGet(world, ports).pieces(1_000).start();
        assertTrue(get.run(60));
        assertEquals(End.Kind.ENDED, get.end.kind());
        assertArrayEquals(content, get.sink.bytes());
        assertEquals(List.of(), get.sink.notes());
        ports.forEach(port -> assertTrue(port.bytesHeard > 50_000, "each has sent its share"));
    }

    @Test
    void whoIsFastSendsMore() {
        World world = new World(9);
        byte[] content = SimulatedGet.content(6, 6_000_000);
        List<World.Port> ports = List.of(
                server(world, path(1_200_000, 20), content),
                server(world, path(300_000, 20), content),
                server(world, path(20_000, 20), content));
        SimulatedGet get = new SimulatedGet(world, ports).start();
        assertTrue(get.run(60));
        assertArrayEquals(content, get.sink.bytes());
        assertTrue(get.endNs < 6 * SECOND, () -> "1.52 MB/s for 6 MB, but it took " + get.endNs / 1e9 + " s");
        assertTrue(ports.get(0).bytesHeard > 2 * ports.get(1).bytesHeard);
        assertFalse(get.sink.notes().toString().contains("dropped"), () -> "" + get.sink.notes());
    }
}
