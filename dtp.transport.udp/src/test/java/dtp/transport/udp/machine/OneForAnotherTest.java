package dtp.transport.udp.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.transport.udp.wire.Encoder;
import dtp.transport.udp.wire.Op;
import dtp.transport.udp.wire.Packet;
import dtp.transport.udp.wire.Packet.Done;
import dtp.transport.udp.wire.Packet.Grq;
import dtp.transport.udp.wire.Packet.Irq;
import dtp.transport.udp.wire.Packet.IrqAck;
import dtp.transport.udp.wire.Packet.Nack;
import dtp.transport.udp.wire.Packet.Rrq;
import dtp.transport.udp.wire.Packet.RrqAck;
import dtp.transport.udp.wire.Packet.Srx;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where a server touches one transfer for the sake of another, or of all: faults of the one do not reach the other. */
class OneForAnotherTest {
    private static final long SECOND = 1_000_000_000L;
    private static final byte[] WRITTEN = SimulatedGet.content(2, 3_000);
    private static final InetSocketAddress CLIENT = Desk.address(1, 7_000);
    private static final InetSocketAddress OTHER = Desk.address(2, 7_000);
    private static final Rrq UPLOAD = Options.padded(new Rrq(
            "up",
            Packet.WRITE,
            Map.of("size", "" + WRITTEN.length, "ranges", "1", "sha256", PutSimTest.sha256(WRITTEN))));

    private final FaultyServing serving = new FaultyServing();
    private final Desk desk = new Desk(serving, SimulatedGet.LIMITS);

    OneForAnotherTest() {
        serving.inner.holds("f", SimulatedGet.content(1, 3_000_000));
    }

    private long numbered(InetSocketAddress from, Rrq rrq) {
        return assertInstanceOf(RrqAck.class, desk.ask(from, rrq).get(0)).number();
    }

    /** The answer to the question that proves the number of this request. */
    private Packet proven(InetSocketAddress from, Rrq rrq, long count) {
        return desk.ask(from, new Irq(numbered(from, rrq), count)).get(0);
    }

    private long reading(InetSocketAddress from) {
        Rrq rrq = ReadFixture.padded("ranges", "1", "rate", "1000000000");
        return assertInstanceOf(IrqAck.class, proven(from, rrq, 0)).number();
    }

    /** As many base streams as one address may have, of whose readers nothing was heard for a minute. */
    private void silentStreams() {
        for (int i = 0; i < 16; i++) {
            InetSocketAddress from = Desk.address(1, 6_000 + i);
            Rrq rrq = ReadFixture.padded("rate", "1");
            long number = assertInstanceOf(IrqAck.class, proven(from, rrq, 0)).number();
            desk.ask(from, new Grq(number, 1, 0));
        }
        desk.pass(61 * SECOND);
    }

    private void uploadLeftBehind() {
        InetSocketAddress from = Desk.address(1, 6_000);
        long number = assertInstanceOf(IrqAck.class, proven(from, UPLOAD, 3)).number();
        desk.ask(from, new Done(number, 0, 0));
        desk.pass(4 * SECOND);
    }

    @Test
    void whoComesIsServedAlthoughTheStreamThatGivesWayEndsInAFault() {
        silentStreams();
        serving.leaving = FaultyServing.FAULT;
        assertInstanceOf(IrqAck.class, proven(CLIENT, ReadFixture.padded(), 0));
        assertEquals(16, desk.server.transfers(), "the other is forgotten");
        assertFalse(desk.broken.isEmpty(), "it is told to who keeps the log");
    }

    @Test
    void whoComesBackWithHisUploadIsServedAlthoughTheOldOneEndsInAFault() {
        uploadLeftBehind();
        serving.leaving = FaultyServing.FAULT;
        assertInstanceOf(IrqAck.class, proven(CLIENT, UPLOAD, 3));
        assertEquals(1, desk.server.transfers(), "the other is forgotten");
        assertFalse(desk.broken.isEmpty(), "it is told to who keeps the log");
    }

    @Test
    void aRequestThatIsRefusedAnywayDisplacesNobody() {
        silentStreams();
        assertEquals(Op.BAD_REQUEST, refused(CLIENT, UPLOAD, 99));
        assertEquals(16, desk.server.transfers());
        assertEquals(16, serving.inner.open());
    }

    @Test
    void anUploadIsNotOverForARequestThatIsRefusedAnyway() {
        uploadLeftBehind();
        assertEquals(Op.BAD_REQUEST, refused(CLIENT, UPLOAD, 99));
        assertEquals(1, desk.server.transfers());
        assertEquals(1, serving.inner.receiving());
    }

    @Test
    void aReadThatTellsSizeAndDigestOfAnUploadIsNotItsSenderWhoComesBack() {
        uploadLeftBehind();
        proven(CLIENT, new Rrq(UPLOAD.name(), Packet.READ, UPLOAD.options()), 3);
        assertEquals(1, serving.inner.receiving());
    }

    private int refused(InetSocketAddress from, Rrq rrq, long count) {
        return assertInstanceOf(Nack.class, proven(from, rrq, count)).error();
    }

    @Test
    void aFaultWhileAFileIsOpenedIsToldToWhoAskedForIt() {
        serving.opening = FaultyServing.FAULT;
        assertEquals(Op.CANNOT_READ, refused(CLIENT, ReadFixture.padded(), 0));
        assertEquals(Op.CANNOT_READ, refused(CLIENT, UPLOAD, 3));
        assertEquals(2, desk.broken.size(), "it is told to who keeps the log");
        desk.pass(61 * SECOND);
        assertEquals(0, desk.server.transfers());
    }

    @Test
    void allTransfersEndWithTheServerAlthoughEachEndsInAFault() {
        reading(CLIENT);
        uploadLeftBehind();
        reading(OTHER);
        serving.leaving = FaultyServing.FAULT;
        desk.server.close();
        assertEquals(
                List.of(0, 0, 0), List.of(serving.inner.open(), serving.inner.receiving(), desk.server.transfers()));
    }

    @Test
    void theServerKnowsWhenToRunNextAlthoughOneOfItsTransfersFailsAtTheQuestion() {
        long bad = reading(CLIENT);
        reading(OTHER);
        desk.writable = false;
        desk.say(CLIENT, Encoder.encode(new Srx(bad, 1, new long[] {0, 5})));
        desk.beforeRead = FaultyServing.FAULT;
        assertTrue(desk.server.deadlineNs(desk.nowNs) <= desk.nowNs, "at once: one is over");
        desk.server.run(desk.nowNs);
        assertEquals(1, desk.server.transfers());
        assertEquals(1, serving.inner.open(), "its payload is closed");
        assertEquals(1, desk.broken.size(), "it is told to who keeps the log");
    }
}
