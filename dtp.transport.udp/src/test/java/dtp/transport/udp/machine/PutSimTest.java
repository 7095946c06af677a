package dtp.transport.udp.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.transport.End;
import dtp.path.Impairment;
import dtp.path.PathModel;
import dtp.tck.doubles.MemoryPayload;
import dtp.tck.doubles.RecordingObserver;
import dtp.tck.doubles.ScriptedServing;
import dtp.tck.sim.SeededTest;
import dtp.transport.udp.wire.Encoder;
import dtp.transport.udp.wire.Op;
import dtp.transport.udp.wire.Packet;
import dtp.transport.udp.wire.Packet.Irq;
import dtp.transport.udp.wire.Packet.Nack;
import dtp.transport.udp.wire.Packet.Rrq;
import dtp.transport.udp.wire.Packet.RrqAck;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole puts in virtual time: whatever the network does, once it stops the file is stored and equal. */
class PutSimTest {
    private static final long SECOND = SimulatedGet.SECOND;

    private End end;

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private PutTransfer put(World world, World.Port port, byte[] content) {
        return put(world, port, content, 1_400);
    }

    private PutTransfer put(World world, World.Port port, byte[] content, int piece) {
        return put(world, port, content, piece, sha256(content));
    }

    private PutTransfer put(World world, World.Port port, byte[] content, int piece, String sha256) {
        World.Runner runner = world.new Runner();
        PutSpec spec = new PutSpec(
                Endpoint.parse("kftp://a/up"), content.length, sha256, piece, OptionalLong.empty(), 10 * SECOND);
        PutTransfer put = new PutTransfer(
                spec,
                new MemoryPayload("up", content),
                "a",
                port,
                new RecordingObserver(),
                Long.MAX_VALUE,
                runner,
                how -> end = how);
        runner.drive(put, List.of(port));
        return put;
    }

    private void transfer(long seed) {
        SplittableRandom chance = new SplittableRandom(seed);
        World world = new World(seed);
        byte[] content = SimulatedGet.content(seed, chance.nextInt(200_000));
        ScriptedServing serving = new ScriptedServing();
        World.Wire wire = world.new Wire(PathModel.of(GetSimTest.everyFault(chance)));
        world.new ServerNode(serving, SimulatedGet.LIMITS).hears(wire.server(1), 1);
        world.time.after((5 + chance.nextInt(10)) * SECOND, world.network::stopFaults);
        end = End.of(End.Kind.QUIET);
        for (int attempt = 0; attempt < 12 && end.kind() != End.Kind.ENDED; attempt++) {
            end = null;
            put(world, wire.client(1), content);
            assertTrue(world.time.runUntil(() -> end != null, 240 * SECOND), () -> "seed " + seed + " never ends");
            world.time.runFor(SECOND);
        }
        assertEquals(End.Kind.ENDED, end.kind(), "seed " + seed + ": " + end);
        assertArrayEquals(content, serving.content("up").orElseThrow().bytes(), () -> "seed " + seed);
    }

    @Test
    void aServerOfSmallerPiecesThanAskedForStoresTheFile() {
        World world = new World(1);
        byte[] content = SimulatedGet.content(1, 100_001);
        ScriptedServing serving = new ScriptedServing();
        World.Wire wire = world.new Wire(PathModel.of(Impairment.NONE));
        world.new ServerNode(serving, new ServerLimits(Long.MAX_VALUE, 512, 16, 16)).hears(wire.server(1), 1);
        put(world, wire.client(1), content);
        assertTrue(world.time.runUntil(() -> end != null, 60 * SECOND));
        assertEquals(End.Kind.ENDED, end.kind(), () -> "" + end);
        assertArrayEquals(content, serving.content("up").orElseThrow().bytes());
    }

    @Test
    void aFileThatDoesNotHaveTheDigestThatItsSenderToldIsRefusedForGood() {
        World world = new World(1);
        ScriptedServing serving = new ScriptedServing();
        World.Wire wire = world.new Wire(PathModel.of(Impairment.NONE));
        world.new ServerNode(serving, SimulatedGet.LIMITS).hears(wire.server(1), 1);
        put(world, wire.client(1), SimulatedGet.content(1, 10_000), 1_400, "ab".repeat(32));
        assertTrue(world.time.runUntil(() -> end != null, 60 * SECOND));
        assertEquals(End.Kind.PERMANENT, end.kind());
        assertEquals(Reason.Code.DIGEST_MISMATCH, end.reason().orElseThrow().code());
        assertTrue(serving.content("up").isEmpty());
    }

    /** The count of pieces in the IRQ after that answer to the request, a base one first being refused its options. */
    private long countTold(boolean knowsOptions, Map<String, String> accepted) {
        return countTold(Impairment.NONE, knowsOptions, accepted);
    }

    private long countTold(Impairment path, boolean knowsOptions, Map<String, String> accepted) {
        World world = new World(1);
        World.Wire wire = world.new Wire(PathModel.of(path));
        World.Port server = wire.server(1);
        List<Long> counts = new ArrayList<>();
        server.onDatagram(in -> {
            for (Packet packet : Desk.packets(List.of(in))) {
                if (packet instanceof Rrq rrq) {
                    boolean refused = !knowsOptions && !rrq.options().isEmpty();
                    server.send(Encoder.encode(
                            refused ? new Nack(Op.RRQ, 0, Op.BAD_REQUEST, "") : new RrqAck(7, accepted)));
                } else if (packet instanceof Irq irq) {
                    counts.add(irq.count());
                }
            }
        });
        PutTransfer put = put(world, wire.client(1), SimulatedGet.content(1, 10_000), 9_000);
        world.time.runFor(3 * SECOND);
        put.stop(End.of(End.Kind.CLOSED));
        return counts.isEmpty() ? -1 : counts.get(0);
    }

    @Test
    void thePiecesAreCountedInTheSizeThatTheServerAccepted() {
        assertEquals(10, countTold(true, Map.of("ranges", "1", "piece", "1000")));
        assertEquals(8, countTold(true, Map.of()));
        assertEquals(8, countTold(false, Map.of()));
    }

    @Test
    void aBaseServerThatIsFarAwayMayRefuseTheOptionsOfTheRepeatedRequestToo() {
        Impairment far = Impairment.builder().delay(Duration.ofMillis(300)).build();
        assertEquals(8, countTold(far, false, Map.of()));
    }

    @Test
    void anAnswerWithAPieceThatCannotBeIsAsIfItHadNotCome() {
        for (String piece : List.of("0", "63", "-1", "x")) {
            assertEquals(-1, countTold(true, Map.of("ranges", "1", "piece", piece)), piece);
        }
    }

    @SeededTest(60)
    void whateverTheNetworkDoesTheFileIsStoredAndEqual(long seed) {
        transfer(seed);
    }

    /** 1056, 1470: the SRX for the last pieces was lost, and the sender's repeats of an old DONE passed for signs of life. */
    @ParameterizedTest
    @ValueSource(longs = {1_056, 1_470})
    void aLostRequestForTheLastPiecesIsRepeatedAlthoughTheSenderSaysDoneAgainAndAgain(long seed) {
        transfer(seed);
    }

    @SeededTest(value = 300, first = 1_000)
    void threeHundredSeeds(long seed) {
        transfer(seed);
    }

    @Tag("slow")
    @SeededTest(value = 2_000, first = 2_000)
    void twoThousandSeeds(long seed) {
        transfer(seed);
    }
}
