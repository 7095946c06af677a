package dtp.transport.udp.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.payload.Digest;
import dtp.api.transport.End;
import dtp.path.Impairment;
import dtp.path.PathModel;
import dtp.tck.doubles.ScriptedServing;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

    private static World.Port server(World world, int delayMs, int maxPiece, DatedServing serving) {
        World.Wire wire = world.new Wire(PathModel.of(path(300_000, delayMs)));
        world.new ServerNode(serving, new ServerLimits(Long.MAX_VALUE, maxPiece, 16, 16)).hears(wire.server(1), 1);
        return wire.client(1);
    }

    /** Its digest comes, or fails, after a while. */
    private static DatedServing hashesFor(World world, long ns, byte[] content, boolean fails) {
        return new DatedServing().holds(content, Instant.EPOCH).hashes(digest -> {
            CompletableFuture<Digest> late = new CompletableFuture<>();
            world.time.after(ns, () -> {
                if (fails) {
                    late.completeExceptionally(new IOException("a bad block"));
                } else {
                    digest.whenComplete((value, none) -> late.complete(value));
                }
            });
            return late;
        });
    }

    private static SimulatedGet whereOneOfTwoFailsToHash(long afterNs, byte[] its, byte[] theOthers) {
        World world = new World(9);
        SimulatedGet get = new SimulatedGet(
                        world,
                        List.of(
                                server(world, 10, 65_000, hashesFor(world, afterNs, its, true)),
                                server(world, 10, 65_000, new DatedServing().holds(theOthers, Instant.EPOCH))))
                .start();
        assertTrue(get.run(60));
        assertEquals(End.Kind.ENDED, get.end.kind());
        return get;
    }

    @Test
    void whereTheBytesAreOfAServerThatTellsNoDigestOneThatTellsItIsDroppedByName() {
        byte[] its = SimulatedGet.content(3, 1_000_000);
        SimulatedGet get = whereOneOfTwoFailsToHash(SECOND / 2, its, SimulatedGet.content(4, 1_000_000));
        assertArrayEquals(its, get.sink.bytes());
        assertTrue(get.sink.notes().toString().contains("server1"), () -> "" + get.sink.notes());
    }

    @Test
    void aServerThatTellsItsDigestLeadsWhereNoByteHasComeFromOneThatDoesNot() {
        byte[] theOthers = SimulatedGet.content(4, 1_000_000);
        SimulatedGet get = whereOneOfTwoFailsToHash(0, SimulatedGet.content(3, 1_000_000), theOthers);
        assertArrayEquals(theOthers, get.sink.bytes());
        assertTrue(get.sink.notes().toString().contains("server0"), () -> "" + get.sink.notes());
        assertTrue(get.transfer.told().orElseThrow().digest().isPresent());
    }

    @Test
    void aServerThatTellsNoDigestDoesNotJoinThoseThatTellIt() {
        World world = new World(9);
        byte[] content = SimulatedGet.content(3, 1_000_000);
        SimulatedGet get = new SimulatedGet(
                        world,
                        List.of(
                                server(world, 10, 65_000, new DatedServing().holds(content, Instant.EPOCH)),
                                server(
                                        world,
                                        40,
                                        65_000,
                                        hashesFor(world, SECOND / 2, SimulatedGet.content(4, 1_000_000), true))))
                .start();
        assertTrue(get.run(60));
        assertArrayEquals(content, get.sink.bytes());
        assertTrue(get.sink.notes().toString().contains("server1 tells no sha256"), () -> "" + get.sink.notes());
    }

    @Test
    void serversThatTellNoDigestAreComparedByTheirSizes() {
        World world = new World(9);
        byte[] content = SimulatedGet.content(3, 1_000_000);
        List<World.Port> ports = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            ports.add(server(world, 10, 65_000, hashesFor(world, SECOND / 4, content, true)));
        }
        SimulatedGet get = new SimulatedGet(world, ports).start();
        assertTrue(get.run(60));
        assertArrayEquals(content, get.sink.bytes());
        assertEquals(List.of(), get.sink.notes());
        assertTrue(ports.get(1).bytesHeard > 200_000, "it has sent its share");
    }

    @Test
    void aServerIsComparedAlsoWhileTheFirstIsAskedForSmallerPieces() {
        World world = new World(9);
        byte[] content = SimulatedGet.content(3, 1_000_000);
        DatedServing differs = new DatedServing().holds(SimulatedGet.content(4, 1_000_000), Instant.EPOCH);
        SimulatedGet get = new SimulatedGet(
                        world,
                        List.of(
                                server(world, 10, 65_000, hashesFor(world, SECOND / 2, content, false)),
                                server(world, 60, 512, differs)))
                .start();
        assertTrue(get.run(60));
        assertEquals(End.Kind.ENDED, get.end.kind());
        assertArrayEquals(content, get.sink.bytes());
        assertTrue(get.sink.notes().toString().contains("server1 has another sha256"), () -> "" + get.sink.notes());
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
