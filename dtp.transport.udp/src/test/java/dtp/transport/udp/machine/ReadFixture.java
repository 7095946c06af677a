package dtp.transport.udp.machine;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dtp.tck.doubles.ScriptedServing;
import dtp.transport.udp.wire.Packet;
import dtp.transport.udp.wire.Packet.Irq;
import dtp.transport.udp.wire.Packet.IrqAck;
import dtp.transport.udp.wire.Packet.Nack;
import dtp.transport.udp.wire.Packet.Rrq;
import dtp.transport.udp.wire.Packet.RrqAck;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/** A server that has one file, and what clients of two addresses say to it. The test's thread. */
abstract class ReadFixture {
    static final long SECOND = 1_000_000_000L;
    static final InetSocketAddress CLIENT = Desk.address(1, 5_000);
    static final InetSocketAddress OTHER = Desk.address(2, 5_000);

    final ScriptedServing serving = new ScriptedServing().holds("f", SimulatedGet.content(1, 100_000));
    final Desk desk = new Desk(serving, new ServerLimits(Long.MAX_VALUE, 65_000, 1_024, 16));

    static Rrq read(String... keysAndValues) {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            options.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new Rrq("f", Packet.READ, options);
    }

    static Rrq padded(String... keysAndValues) {
        return Options.padded(read(keysAndValues));
    }

    RrqAck accepted(InetSocketAddress from, Rrq rrq) {
        return assertInstanceOf(RrqAck.class, desk.ask(from, rrq).get(0));
    }

    /** A proven read. @return its number */
    long proven(InetSocketAddress from, Rrq rrq) {
        long number = accepted(from, rrq).number();
        assertInstanceOf(IrqAck.class, desk.ask(from, new Irq(number, 0)).get(0));
        return number;
    }

    Nack nack(InetSocketAddress from, Packet packet) {
        return assertInstanceOf(Nack.class, desk.ask(from, packet).get(0));
    }
}
