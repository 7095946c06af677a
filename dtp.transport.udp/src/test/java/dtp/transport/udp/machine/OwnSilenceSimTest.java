package dtp.transport.udp.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.transport.End;
import dtp.api.transport.Sink;
import dtp.path.Impairment;
import dtp.path.PathModel;
import dtp.tck.doubles.MemoryPayload;
import dtp.tck.doubles.RecordingObserver;
import dtp.transport.udp.wire.Data;
import dtp.transport.udp.wire.Encoder;
import dtp.transport.udp.wire.Op;
import dtp.transport.udp.wire.Packet;
import dtp.transport.udp.wire.Packet.Ack;
import dtp.transport.udp.wire.Packet.Done;
import dtp.transport.udp.wire.Packet.Irq;
import dtp.transport.udp.wire.Packet.IrqAck;
import dtp.transport.udp.wire.Packet.Nack;
import dtp.transport.udp.wire.Packet.Rrq;
import dtp.transport.udp.wire.Packet.RrqAck;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Silence of a peer that has nothing to say is none: it does not end a transfer as idle. */
class OwnSilenceSimTest {
    private static final long SECOND = SimulatedGet.SECOND;

    private End end;
    private long pieces;

    /** A base server of a write: it says nothing while pieces come (kftp.md, Write). */
    private void serve(World.Port server, ByteBuffer in, boolean answersDone) {
        if (Data.isPiece(in)) {
            pieces++;
            return;
        }
        for (Packet packet : Desk.packets(List.of(in))) {
            if (packet instanceof Rrq rrq) {
                boolean base = rrq.options().isEmpty();
                server.send(Encoder.encode(base ? new RrqAck(7, Map.of()) : new Nack(Op.RRQ, 0, Op.BAD_REQUEST, "")));
            } else if (packet instanceof Irq irq) {
                server.send(Encoder.encode(new IrqAck(7, irq.count(), 300_000, 1_400)));
            } else if (packet instanceof Done && answersDone) {
                server.send(Encoder.encode(new Ack(Op.DATA, 7)));
            }
        }
    }

    private long putToABaseServer(boolean answersDone) {
        World world = new World(1);
        World.Wire wire = world.new Wire(PathModel.of(Impairment.NONE));
        World.Port server = wire.server(1);
        server.onDatagram(in -> serve(server, in, answersDone));
        World.Runner runner = world.new Runner();
        byte[] content = new byte[300_000];
        PutSpec spec = new PutSpec(
                Endpoint.parse("kftp://a/up"), content.length, "", 1_400, OptionalLong.of(10_000), 10 * SECOND);
        MemoryPayload payload = new MemoryPayload("up", content);
        PutTransfer put = new PutTransfer(
                spec, payload, "a", wire.client(1), new RecordingObserver(), 10_000, runner, how -> end = how);
        runner.drive(put, List.of(wire.client(1)));
        assertTrue(world.time.runUntil(() -> end != null, 120 * SECOND));
        return world.time.nowNs();
    }

    @Test
    void aBaseServerThatTakesPiecesForThirtySecondsWithoutAWordStoresThem() {
        long tookNs = putToABaseServer(true);
        assertEquals(End.Kind.ENDED, end.kind(), () -> "" + end);
        assertEquals(215, pieces);
        assertTrue(tookNs > 29 * SECOND);
    }

    @Test
    void oneThatDoesNotAnswerTheQuestionAfterThemIsSilent() {
        long tookNs = putToABaseServer(false);
        assertEquals(End.Kind.QUIET, end.kind());
        assertTrue(tookNs < 45 * SECOND, () -> "told after " + tookNs / 1e9 + " s");
    }

    @Test
    void aSinkWithoutRoomForFifteenSecondsIsWaitedFor() {
        World world = new World(1);
        byte[] content = SimulatedGet.content(2, 3_000_000);
        SimulatedGet get = new SimulatedGet(
                world, List.of(SimulatedGet.server(world, Impairment.NONE, content, SimulatedGet.LIMITS)));
        get.sink.answer(Sink.Take.SLOW);
        world.time.after(15 * SECOND, () -> get.sink.answer(Sink.Take.MORE));
        assertTrue(get.start().run(60));
        assertEquals(End.Kind.ENDED, get.end.kind());
        assertTrue(get.endNs > 15 * SECOND);
        assertArrayEquals(content, get.sink.bytes());
    }

    @Test
    void aRateBelowAPieceInTenSecondsIsKept() {
        World world = new World(1);
        byte[] content = SimulatedGet.content(2, 7_000);
        SimulatedGet get = new SimulatedGet(
                        world, List.of(SimulatedGet.server(world, Impairment.NONE, content, SimulatedGet.LIMITS)))
                .fixed(100);
        assertTrue(get.start().run(120));
        assertEquals(End.Kind.ENDED, get.end.kind());
        assertArrayEquals(content, get.sink.bytes());
    }
}
