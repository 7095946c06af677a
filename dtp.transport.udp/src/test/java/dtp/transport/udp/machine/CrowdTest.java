package dtp.transport.udp.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.transport.udp.wire.Encoder;
import dtp.transport.udp.wire.Op;
import dtp.transport.udp.wire.Packet;
import dtp.transport.udp.wire.Packet.Ack;
import dtp.transport.udp.wire.Packet.Grq;
import dtp.transport.udp.wire.Packet.Irq;
import dtp.transport.udp.wire.Packet.IrqAck;
import dtp.transport.udp.wire.Packet.Nack;
import dtp.transport.udp.wire.Packet.Rrq;
import dtp.transport.udp.wire.Packet.Sha;
import dtp.transport.udp.wire.Packet.Srq;
import dtp.transport.udp.wire.Packet.Srx;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** kftp.md, Read 6: transfers that have all, and of which no BYE came, leave their places to others of their address. */
class CrowdTest extends ReadFixture {
    private static final int SIZE = 100_000;
    private static final int PIECES = 72;

    private static InetSocketAddress port(int i) {
        return Desk.address(1, 6_000 + i);
    }

    private boolean served(int port) {
        long number = accepted(port(port), padded()).number();
        Packet answer = desk.ask(port(port), new Irq(number, 0)).get(0);
        if (answer instanceof Nack nack) {
            assertEquals(Op.BUSY, nack.error());
        }
        return answer instanceof IrqAck;
    }

    private void sixteen(Consumer<InetSocketAddress> each) {
        IntStream.range(0, 16).mapToObj(CrowdTest::port).forEach(each);
        for (int ms = 0; ms < 500; ms++) {
            desk.pass(SECOND / 1_000);
        }
    }

    private void baseRead(InetSocketAddress from) {
        desk.ask(from, new Grq(proven(from, read()), 1, 0));
    }

    @Test
    void aBaseStreamThatWasSentToItsEndGivesWayAfterSomeSeconds() {
        sixteen(this::baseRead);
        desk.pass(3 * SECOND);
        assertFalse(served(100), "its reader may still ask for what was lost");
        desk.pass(3 * SECOND);
        assertTrue(served(101));
        assertEquals(16, desk.server.transfers());
    }

    @Test
    void theReaderOfAnEmptyFileGivesWayToo() {
        serving.holds("f", new byte[0]);
        sixteen(this::baseRead);
        assertFalse(served(100));
        desk.pass(6 * SECOND);
        assertTrue(served(101));
    }

    @Test
    void whoStillAsksForWhatWasLostKeepsItsPlace() {
        long number = proven(port(50), read());
        desk.ask(port(50), new Grq(number, 1, 0));
        IntStream.range(0, 15).mapToObj(CrowdTest::port).forEach(this::baseRead);
        desk.pass(4 * SECOND);
        desk.say(port(50), Encoder.encode(new Srq(number, 0)));
        desk.pass(4 * SECOND);
        for (int i = 0; i < 15; i++) {
            assertTrue(served(100 + i));
        }
        assertFalse(served(200));
        assertInstanceOf(IrqAck.class, desk.ask(port(50), new Irq(number, 0)).get(0));
    }

    @Test
    void aReadWithRangesWhoseByeWasLostGivesWayAfterSomeSeconds() {
        sixteen(from -> {
            long number = proven(from, padded("ranges", "1", "rate", "100000000"));
            desk.say(from, Encoder.encode(new Srx(number, 1, new long[] {0, PIECES})));
        });
        assertFalse(served(100));
        desk.pass(6 * SECOND);
        assertTrue(served(101));
    }

    @Test
    void whoHasAskedForNoPieceYetKeepsItsPlace() {
        // one of several servers may have told its digest, and its client waits for the others'
        sixteen(from -> desk.ask(from, new Sha(proven(from, padded("ranges", "1")), "sha256")));
        desk.pass(50 * SECOND);
        assertFalse(served(100));
    }

    @Test
    void whoWasRefusedGivesWayAfterSomeSeconds() {
        sixteen(from -> {
            Rrq none = new Rrq("none", Packet.READ, Map.of());
            assertEquals(
                    Op.NO_SUCH_FILE,
                    nack(from, new Irq(accepted(from, none).number(), 0)).error());
        });
        assertFalse(served(100));
        desk.pass(6 * SECOND);
        assertTrue(served(101));
    }

    @Test
    void anUploadThatIsStoredGivesWayAfterSomeSecondsAndIsToldOnceMore() {
        String sha256 = PutSimTest.sha256(SimulatedGet.content(1, SIZE));
        Map<String, String> options = Map.of("size", "" + SIZE, "sha256", sha256);
        long[] first = new long[1];
        sixteen(from -> {
            long number = accepted(from, new Rrq("f", Packet.WRITE, options)).number();
            first[0] = first[0] == 0 ? number : first[0];
            assertInstanceOf(
                    IrqAck.class, desk.ask(from, new Irq(number, PIECES)).get(0));
        });
        assertFalse(served(100));
        desk.pass(6 * SECOND);
        assertTrue(served(101));
        assertEquals(List.of(new Ack(Op.DATA, first[0])), Desk.packets(desk.heard(port(0))));
    }
}
