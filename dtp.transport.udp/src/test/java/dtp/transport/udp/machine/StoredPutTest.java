package dtp.transport.udp.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.transport.End;
import dtp.path.Impairment;
import dtp.path.PathModel;
import dtp.tck.doubles.MemoryPayload;
import dtp.tck.doubles.RecordingObserver;
import dtp.tck.doubles.ScriptedServing;
import dtp.transport.udp.wire.Encoder;
import dtp.transport.udp.wire.Op;
import dtp.transport.udp.wire.Packet;
import dtp.transport.udp.wire.Packet.Ack;
import dtp.transport.udp.wire.Packet.Done;
import dtp.transport.udp.wire.Packet.Irq;
import dtp.transport.udp.wire.Packet.IrqAck;
import dtp.transport.udp.wire.Packet.Rrq;
import dtp.transport.udp.wire.Packet.RrqAck;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** kftp.md, Write: a file that is there already, finished and the same, is not sent again. */
class StoredPutTest {
    private static final byte[] CONTENT = SimulatedGet.content(5, 10_000);
    private static final InetSocketAddress CLIENT = Desk.address(1, 5_000);

    private final Desk desk = new Desk(new ScriptedServing().holds("f", CONTENT), SimulatedGet.LIMITS);

    private static Rrq write(byte[] content) {
        return Options.padded(new Rrq(
                "f",
                Packet.WRITE,
                Map.of("size", "" + content.length, "ranges", "1", "sha256", PutSimTest.sha256(content))));
    }

    private RrqAck ask(Rrq rrq) {
        return assertInstanceOf(RrqAck.class, desk.ask(CLIENT, rrq).get(0));
    }

    @Test
    void theServerSaysSoToTheSameRequestOnceTheNumberIsProvenAndNotBefore() {
        RrqAck before = ask(write(CONTENT));
        assertEquals(
                Map.of("ranges", "1", "size", "10000", "sha256", PutSimTest.sha256(CONTENT)),
                before.options(),
                "what it has noted, and not that it is stored");
        Irq irq = new Irq(before.number(), 8);
        assertInstanceOf(IrqAck.class, desk.ask(CLIENT, irq).get(0));
        RrqAck proven = ask(write(CONTENT));
        assertEquals(before.number(), proven.number());
        assertEquals("1", proven.options().get("stored"));
        assertEquals(List.of(new Ack(Op.DATA, before.number())), desk.ask(CLIENT, new Done(before.number(), 0, 0)));
    }

    @Test
    void aFileOfThatNameWithOtherBytesIsNotTakenForIt() {
        byte[] other = SimulatedGet.content(6, CONTENT.length);
        RrqAck ack = ask(write(other));
        assertEquals(
                Op.EXISTS,
                assertInstanceOf(
                                Packet.Nack.class,
                                desk.ask(CLIENT, new Irq(ack.number(), 8)).get(0))
                        .error());
        assertNotEquals("1", ask(write(other)).options().get("stored"));
    }

    @Test
    void theClientEndsWithoutSendingAPiece() {
        World world = new World(1);
        World.Wire wire = world.new Wire(PathModel.of(Impairment.NONE));
        World.Port server = wire.server(1);
        server.onDatagram(in -> server.send(Encoder.encode(new RrqAck(7, Map.of("ranges", "1", "stored", "1")))));
        PutSpec spec = new PutSpec(
                Endpoint.parse("kftp://a/f"),
                CONTENT.length,
                "",
                1_400,
                OptionalLong.empty(),
                10 * SimulatedGet.SECOND);
        End[] end = new End[1];
        PutTransfer put = new PutTransfer(
                spec,
                new MemoryPayload("f", CONTENT),
                "a",
                wire.client(1),
                new RecordingObserver(),
                Long.MAX_VALUE,
                world.new Runner(),
                how -> end[0] = how);
        wire.client(1).onDatagram(in -> put.onDatagram(0, in, world.time.nowNs()));
        put.start(world.time.nowNs());
        world.time.runFor(SimulatedGet.SECOND);
        assertEquals(End.Kind.ENDED, end[0].kind());
        assertTrue(wire.client(1).bytesSent < 512, "a request and a farewell");
    }
}
