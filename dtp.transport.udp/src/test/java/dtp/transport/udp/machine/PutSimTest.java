package dtp.transport.udp.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.transport.End;
import dtp.path.PathModel;
import dtp.tck.doubles.MemoryPayload;
import dtp.tck.doubles.RecordingObserver;
import dtp.tck.doubles.ScriptedServing;
import dtp.tck.sim.SeededTest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
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
        World.Runner runner = world.new Runner();
        PutSpec spec = new PutSpec(
                Endpoint.parse("kftp://a/up"),
                content.length,
                sha256(content),
                1_400,
                OptionalLong.empty(),
                10 * SECOND);
        PutTransfer put = new PutTransfer(
                spec,
                new MemoryPayload("up", content),
                "a",
                port,
                new RecordingObserver(),
                Long.MAX_VALUE,
                runner,
                how -> end = how);
        runner.machine = now -> {
            put.run(now);
            return put.deadlineNs(now);
        };
        port.onDatagram(in -> {
            put.onDatagram(0, in, world.time.nowNs());
            runner.run();
        });
        put.start(world.time.nowNs());
        runner.run();
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
