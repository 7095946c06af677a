package dtp.transport.udp.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.tck.doubles.ScriptedServing;
import dtp.transport.udp.wire.Encoder;
import dtp.transport.udp.wire.Op;
import dtp.transport.udp.wire.Packet.Grq;
import dtp.transport.udp.wire.Packet.Irq;
import dtp.transport.udp.wire.Packet.IrqAck;
import dtp.transport.udp.wire.Packet.Nack;
import dtp.transport.udp.wire.Packet.Rate;
import dtp.transport.udp.wire.Packet.Rrq;
import dtp.transport.udp.wire.Packet.RrqAck;
import dtp.transport.udp.wire.Packet.Srx;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Base streams that were begun with three datagrams and of whose readers nothing was heard since: they hold nobody up. */
class BaseStreamAbuseTest {
    private static final long SECOND = SimulatedGet.SECOND;
    private static final InetSocketAddress OTHER = Desk.address(2, 5_000);
    private static final long LIMIT = 1_000_000;

    private final ScriptedServing serving = new ScriptedServing().holds("f", new byte[20_000_000]);

    private static long proven(Desk desk, InetSocketAddress from, Rrq rrq) {
        long number = assertInstanceOf(RrqAck.class, desk.ask(from, rrq).get(0)).number();
        assertInstanceOf(IrqAck.class, desk.ask(from, new Irq(number, 0)).get(0));
        return number;
    }

    private static void streams(Desk desk, int address) {
        for (int i = 0; i < 16; i++) {
            InetSocketAddress from = Desk.address(address, 6_000 + i);
            long number = proven(desk, from, ReadFixture.padded("rate", "1"));
            desk.ask(from, new Grq(number, 1, 0));
        }
    }

    private static boolean served(Desk desk, InetSocketAddress from) {
        long number = assertInstanceOf(
                        RrqAck.class, desk.ask(from, ReadFixture.padded()).get(0))
                .number();
        return !(desk.ask(from, new Irq(number, 0)).get(0) instanceof Nack nack) || nack.error() != Op.BUSY;
    }

    @Test
    void theOneThatWasSilentLongestGivesWayToANewTransferOfItsAddress() {
        Desk desk = new Desk(serving, SimulatedGet.LIMITS);
        streams(desk, 1);
        desk.pass(50 * SECOND);
        assertTrue(!served(desk, Desk.address(1, 7_000)), "they may be alive");
        desk.pass(11 * SECOND);
        assertTrue(served(desk, Desk.address(1, 7_001)));
        assertEquals(16, desk.server.transfers());
        assertEquals(16, serving.open(), "the payload of the other is closed");
    }

    @Test
    void theyGiveWayToAnybodyWhenTheTableIsFull() {
        Desk desk = new Desk(serving, new ServerLimits(Long.MAX_VALUE, 65_000, 16, 16));
        streams(desk, 1);
        assertTrue(!served(desk, OTHER));
        desk.pass(61 * SECOND);
        assertTrue(served(desk, OTHER));
    }

    @Test
    void anotherReaderHasTheWholeRateThatTheyDoNotAskFor() {
        Desk desk = new Desk(serving, new ServerLimits(LIMIT, 65_000, 1_024, 16));
        streams(desk, 1);
        long number = proven(desk, OTHER, ReadFixture.padded("ranges", "1", "rate", "1000000000"));
        desk.say(OTHER, Encoder.encode(new Srx(number, 1, new long[] {0, 14_000})));
        long bytes = 0;
        for (int ms = 1; ms <= 5_000; ms++) {
            desk.pass(SECOND / 1_000);
            if (ms % 500 == 0) {
                desk.say(OTHER, Encoder.encode(new Rate(number, ms, 1_000_000_000, 0, 0)));
            }
            for (ByteBuffer one : desk.heard(OTHER)) {
                bytes += one.remaining();
            }
        }
        assertEquals(5.0 * LIMIT, (double) bytes, 0.1 * 5 * LIMIT);
    }
}
