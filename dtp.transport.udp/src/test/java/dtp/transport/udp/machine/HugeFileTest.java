package dtp.transport.udp.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dtp.api.Endpoint;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.End;
import dtp.tck.doubles.RecordingSink;
import dtp.transport.udp.wire.Encoder;
import dtp.transport.udp.wire.Limits;
import dtp.transport.udp.wire.Packet;
import dtp.transport.udp.wire.Packet.Done;
import dtp.transport.udp.wire.Packet.IrqAck;
import dtp.transport.udp.wire.Packet.RrqAck;
import dtp.transport.udp.wire.Packet.Srq;
import dtp.transport.udp.wire.Packet.Srx;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that tells the largest file that the wire has: what it costs a client depends on what is wanted, not on what was told. */
@Timeout(60) // what walks over all pieces one by one takes minutes, or all memory
class HugeFileTest {
    private static final long SECOND = SimulatedGet.SECOND;
    private static final long NUMBER = 77;
    private static final IrqAck HUGE = new IrqAck(NUMBER, Limits.MAX_PIECES, Limits.MAX_PIECES * 64, 64);
    /** Of the bits of all pieces 8.6 GB are not made; a list of their pages may be. */
    private static final long MOST_MEMORY = 32 << 20;

    private final SaidLine line = new SaidLine();
    private final List<Packet> said = line.said;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private GetTransfer get;
    private End end;

    private void hears(Packet packet) {
        get.onDatagram(0, Encoder.encode(packet), SECOND);
        get.run(SECOND);
    }

    /** @return bytes allocated from the request until the server's word was heard */
    private long asks(IntervalSet wanted, Map<String, String> accepted) {
        GetSpec spec =
                new GetSpec(Endpoint.parse("kftp://a/f"), wanted, 64, OptionalLong.of(100_000_000), "", 30 * SECOND);
        World.Runner runner = new World(1).new Runner();
        long before = threads.getCurrentThreadAllocatedBytes();
        get = new GetTransfer(
                spec, List.of("a"), List.of(line), new RecordingSink(), Long.MAX_VALUE, runner, how -> end = how);
        get.start(SECOND);
        hears(new RrqAck(NUMBER, accepted));
        hears(HUGE);
        if (!accepted.isEmpty()) {
            // what it answers to the request repeated: it knows no time of the file
            hears(new RrqAck(NUMBER, Map.of("size", "" + HUGE.size())));
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void aMereQuestionCostsNoMemoryForItsPieces() {
        long bytes = asks(IntervalSet.empty(), Map.of("ranges", "1", "piece", "64"));
        assertEquals(End.Kind.ENDED, end.kind());
        assertEquals(
                OptionalLong.of(HUGE.size()),
                get.told().map(info -> info.size()).orElseThrow());
        assertTrue(bytes < MOST_MEMORY, () -> bytes + " bytes");
    }

    @Test
    void aFirstShareCostsMemoryForItselfOnly() {
        long bytes = asks(IntervalSet.of(0, 256 << 10), Map.of("ranges", "1", "piece", "64"));
        assertEquals(
                4_096,
                said.stream()
                        .filter(p -> p instanceof Srx)
                        .map(p -> (Srx) p)
                        .mapToLong(Srx::pieces)
                        .max()
                        .orElse(0));
        assertTrue(bytes < MOST_MEMORY, () -> bytes + " bytes");
    }

    @Test
    void intervalsInTheMiddleAndAtTheEndAreAskedForAsTheyAre() {
        long half = HUGE.size() / 2;
        long bytes = asks(
                IntervalSet.ofBounds(half - 64, half + 128, HUGE.size() - 64, HUGE.size()),
                Map.of("ranges", "1", "piece", "64"));
        Srx srx = (Srx) said.stream().filter(p -> p instanceof Srx).findFirst().orElseThrow();
        assertEquals(
                List.of(half / 64 - 1, 3L, HUGE.count() - 1, 1L),
                List.of(srx.ranges()[0], srx.ranges()[1], srx.ranges()[2], srx.ranges()[3]));
        assertTrue(bytes < MOST_MEMORY, () -> bytes + " bytes");
    }

    @Test
    void theEndOfABaseServersStreamIsFollowedByTheFirstMissingPieces() {
        long bytes = asks(IntervalSet.of(0, Long.MAX_VALUE), Map.of());
        hears(new Done(NUMBER, HUGE.count(), 0));
        assertEquals(
                64,
                said.stream()
                        .filter(p -> p instanceof Srq srq && srq.sequence() < 64)
                        .count());
        assertTrue(bytes < MOST_MEMORY, () -> bytes + " bytes");
    }
}
