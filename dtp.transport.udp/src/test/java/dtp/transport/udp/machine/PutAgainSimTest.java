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
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A put whose sender is cut off without a farewell, and comes back from another port (kftp.md, Write). */
class PutAgainSimTest {
    private static final long SECOND = SimulatedGet.SECOND;
    private static final byte[] CONTENT = SimulatedGet.content(1, 1_000_000);

    private final World world = new World(1);
    private final ScriptedServing serving = new ScriptedServing();
    private final World.Wire wire = world.new Wire(PathModel.of(Impairment.NONE));
    private final World.ServerNode node = world.new ServerNode(serving, SimulatedGet.LIMITS);
    /** Of the put that was begun last. */
    private End end;

    private int last;

    private World.Port put(int flow, String sha256) {
        last = flow;
        end = null;
        node.hears(wire.server(flow), flow);
        World.Port port = wire.client(flow);
        World.Runner runner = world.new Runner();
        PutSpec spec = new PutSpec(
                Endpoint.parse("kftp://a/up"), CONTENT.length, sha256, 1_400, OptionalLong.of(100_000), 10 * SECOND);
        MemoryPayload payload = new MemoryPayload("up", CONTENT);
        PutTransfer put = new PutTransfer(
                spec,
                payload,
                "a",
                port,
                new RecordingObserver(),
                Long.MAX_VALUE,
                runner,
                how -> end = flow == last ? how : end);
        runner.drive(put, List.of(port));
        return port;
    }

    @Test
    void goesOnWhereItBrokeOffAlthoughTheServerHasNotYetForgottenIt() {
        World.Port first = put(1, PutSimTest.sha256(CONTENT));
        world.time.runFor(5 * SECOND);
        first.deaf = true;
        world.time.runFor(5 * SECOND);
        World.Port second = put(2, PutSimTest.sha256(CONTENT));
        assertTrue(world.time.runUntil(() -> end != null, 60 * SECOND));
        assertEquals(End.Kind.ENDED, end.kind(), () -> "" + end);
        assertArrayEquals(CONTENT, serving.content("up").orElseThrow().bytes());
        assertTrue(second.bytesSent < CONTENT.length * 6 / 10, () -> "sent again: " + second.bytesSent);
    }

    @Test
    void aSenderThatIsStillHeardIsNotReplaced() {
        put(1, PutSimTest.sha256(CONTENT));
        world.time.runFor(5 * SECOND);
        World.Port second = put(2, PutSimTest.sha256(CONTENT));
        assertTrue(world.time.runUntil(() -> end != null, 60 * SECOND));
        assertEquals(Reason.Code.BUSY, end.reason().orElseThrow().code());
        assertTrue(second.bytesSent < 1_000);
        assertEquals(1, serving.receiving());
    }

    @Test
    void anotherFileOfThatNameDoesNotReplaceIt() {
        put(1, PutSimTest.sha256(CONTENT));
        world.time.runFor(5 * SECOND);
        wire.client(1).deaf = true;
        world.time.runFor(5 * SECOND);
        put(2, "ab".repeat(32));
        world.time.runFor(SECOND);
        assertEquals(Reason.Code.BUSY, end.reason().orElseThrow().code());
    }
}
