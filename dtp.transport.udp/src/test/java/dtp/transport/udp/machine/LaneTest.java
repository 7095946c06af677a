package dtp.transport.udp.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.transport.udp.wire.Packet;
import dtp.transport.udp.wire.Packet.IrqAck;
import dtp.transport.udp.wire.Packet.Rrq;
import dtp.transport.udp.wire.Packet.RrqAck;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The first exchanges with a server that is asked once more, for smaller pieces. */
class LaneTest {
    private final SaidLine line = new SaidLine();

    private RrqAck answer(long number) {
        Rrq asked = assertInstanceOf(Rrq.class, line.said.get(line.said.size() - 1));
        return new RrqAck(number, Map.of("ranges", "1", "nonce", asked.options().get("nonce")));
    }

    @Test
    void aLateCopyOfTheAnswerToTheFirstRequestIsNotTakenForThatToTheSecond() {
        Lane lane = new Lane(line, "a", new Rrq("f", Packet.READ, Map.of("ranges", "1")), 0, -1);
        lane.start(1);
        RrqAck first = answer(7);
        assertTrue(lane.packet(first, 2));
        assertTrue(lane.packet(new IrqAck(7, 10, 14_000, 1_400), 3));
        lane.again(512, 4);
        RrqAck second = answer(8);
        assertFalse(lane.packet(first, 5));
        assertTrue(lane.packet(second, 6));
        assertEquals(8, lane.number());
    }
}
