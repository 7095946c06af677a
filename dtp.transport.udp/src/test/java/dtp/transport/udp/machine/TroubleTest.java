package dtp.transport.udp.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.tck.doubles.ScriptedServing;
import dtp.transport.udp.wire.Data;
import dtp.transport.udp.wire.Encoder;
import dtp.transport.udp.wire.Op;
import dtp.transport.udp.wire.Packet;
import dtp.transport.udp.wire.Packet.Ack;
import dtp.transport.udp.wire.Packet.Bye;
import dtp.transport.udp.wire.Packet.Done;
import dtp.transport.udp.wire.Packet.Irq;
import dtp.transport.udp.wire.Packet.IrqAck;
import dtp.transport.udp.wire.Packet.Nack;
import dtp.transport.udp.wire.Packet.Rrq;
import dtp.transport.udp.wire.Packet.RrqAck;
import dtp.transport.udp.wire.Packet.Srx;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What goes wrong inside a server, and what takes long: it touches nobody but the transfer that it happens to. */
class TroubleTest {
    private static final long SECOND = 1_000_000_000L;
    private static final InetSocketAddress CLIENT = Desk.address(1, 5_000);
    private static final InetSocketAddress OTHER = Desk.address(2, 5_000);
    private static final byte[] WRITTEN = SimulatedGet.content(2, 3_000);

    private final ScriptedServing serving = new ScriptedServing().holds("f", SimulatedGet.content(1, 3_000_000));
    private final Desk desk = new Desk(serving, SimulatedGet.LIMITS);

    private long proven(InetSocketAddress from, Rrq rrq, long count) {
        long number = assertInstanceOf(RrqAck.class, desk.ask(from, rrq).get(0)).number();
        assertInstanceOf(IrqAck.class, desk.ask(from, new Irq(number, count)).get(0));
        return number;
    }

    private long reading(InetSocketAddress from) {
        return proven(from, Options.padded(new Rrq("f", Packet.READ, Map.of("ranges", "1", "rate", "1000000000"))), 0);
    }

    private long pieces(InetSocketAddress from, long number) {
        return desk.say(from, Encoder.encode(new Srx(number, 1, new long[] {0, 5}))).stream()
                .filter(Data::isPiece)
                .count();
    }

    /** An upload whose last piece has come, and whose verification goes on. */
    private long verifying() {
        Map<String, String> options =
                Map.of("size", "" + WRITTEN.length, "ranges", "1", "sha256", PutSimTest.sha256(WRITTEN));
        long number = proven(CLIENT, Options.padded(new Rrq("up", Packet.WRITE, options)), 3);
        assertTrue(desk.ask(CLIENT, new Done(number, 0, 0)).stream().anyMatch(p -> p instanceof Srx));
        desk.hold();
        for (int i = 0; i < 3; i++) {
            int bytes = Math.min(1_400, WRITTEN.length - i * 1_400);
            ByteBuffer data = ByteBuffer.allocate(Data.NUMBERED_HEADER + bytes);
            Data.putNumbered(data, number, i, 1, i, 0);
            desk.say(CLIENT, data.put(WRITTEN, i * 1_400, bytes).flip());
        }
        assertEquals(
                Op.NOT_YET,
                assertInstanceOf(
                                Nack.class,
                                desk.ask(CLIENT, new Done(number, 0, 0)).get(0))
                        .error());
        return number;
    }

    @Test
    void whatThrowsWhileATransferRunsEndsThatOneAndTheOthersAreServed() {
        long bad = reading(CLIENT);
        long good = reading(OTHER);
        List<Runnable> faults = List.of(
                () -> {
                    throw new IllegalStateException("a fault");
                },
                () -> {
                    throw new OutOfMemoryError("no room");
                });
        for (Runnable fault : faults) {
            desk.beforeRead = () -> {
                desk.beforeRead = () -> {};
                fault.run();
            };
            assertEquals(0, pieces(CLIENT, bad));
            assertEquals(1, desk.server.transfers());
            assertEquals(1, serving.open(), "its payload is closed");
            bad = reading(CLIENT);
        }
        assertEquals(2, desk.broken.size(), "it is told to who keeps the log");
        assertTrue(pieces(OTHER, good) > 0);
    }

    @Test
    void aFileWhoseStoreThrowsWhenItIsOpenedIsRefusedInsteadOfBeingOpenedForEver() {
        Desk faulty = new Desk(new DatedServing().holds(WRITTEN, null), SimulatedGet.LIMITS);
        Rrq rrq = new Rrq("f", Packet.READ, Map.of());
        long number =
                assertInstanceOf(RrqAck.class, faulty.ask(CLIENT, rrq).get(0)).number();
        Nack nack = assertInstanceOf(
                Nack.class, faulty.ask(CLIENT, new Irq(number, 0)).get(0));
        assertEquals(Op.CANNOT_READ, nack.error());
        assertEquals(1, faulty.broken.size(), "it is told to who keeps the log");
    }

    @Test
    void aRepeatedQuestionAboutAFileThatIsStillBeingOpenedIsAnsweredNotYet() {
        Map<String, String> options = Map.of("size", "3000", "ranges", "1", "sha256", PutSimTest.sha256(WRITTEN));
        for (Rrq rrq : List.of(new Rrq("f", Packet.READ, Map.of()), new Rrq("up", Packet.WRITE, options))) {
            InetSocketAddress from = Desk.address(3, 5_000 + rrq.mode());
            long number =
                    assertInstanceOf(RrqAck.class, desk.ask(from, rrq).get(0)).number();
            Irq irq = new Irq(number, rrq.mode() == Packet.WRITE ? 3 : 0);
            desk.hold();
            assertEquals(List.of(), desk.ask(from, irq), "it is answered when the file is open");
            assertEquals(List.of(new Nack(Op.IRQ, number, Op.NOT_YET, "")), desk.ask(from, irq));
            desk.release();
            assertInstanceOf(IrqAck.class, Desk.packets(desk.heard(from)).get(0));
        }
    }

    @Test
    void aSenderThatIsGoneWhileItsFileIsVerifiedLetsNothingSpin() {
        verifying();
        desk.pass(61 * SECOND);
        assertTrue(desk.server.deadlineNs(desk.nowNs) > desk.nowNs);
        assertEquals(1, desk.server.transfers());
    }

    /** A write of which one piece has come when its sender says BYE. @return how many are kept for its return */
    private int keptOf(Rrq rrq) {
        long number = proven(CLIENT, Options.padded(rrq), 3);
        desk.ask(CLIENT, new Done(number, 0, 0));
        ByteBuffer data = ByteBuffer.allocate(Data.NUMBERED_HEADER + 1_400);
        Data.putNumbered(data, number, 0, 1, 0, 0);
        desk.say(CLIENT, data.put(WRITTEN, 0, 1_400).flip());
        assertEquals(1, serving.receiving());
        assertTrue(desk.ask(CLIENT, new Bye(number)).contains(new Ack(Op.BYE, number)));
        assertEquals(0, serving.receiving());
        return serving.paused();
    }

    @Test
    void onlyWritesWithADigestAreKeptWhenTheyBreakOff() {
        Map<String, String> without = Map.of("size", "3000", "ranges", "1");
        assertEquals(0, keptOf(new Rrq("up", Packet.WRITE, without)));
        Map<String, String> with = Map.of("size", "3000", "ranges", "1", "sha256", PutSimTest.sha256(WRITTEN));
        assertEquals(1, keptOf(new Rrq("up", Packet.WRITE, with)));
    }

    @Test
    void aWriteThatThereIsNoRoomForIsRefusedByNackSeven() {
        serving.space(2_999);
        Map<String, String> options = Map.of("size", "3000", "ranges", "1", "sha256", PutSimTest.sha256(WRITTEN));
        Rrq rrq = Options.padded(new Rrq("up", Packet.WRITE, options));
        long number =
                assertInstanceOf(RrqAck.class, desk.ask(CLIENT, rrq).get(0)).number();
        Nack nack = assertInstanceOf(
                Nack.class, desk.ask(CLIENT, new Irq(number, 3)).get(0));
        assertEquals(List.of(Op.IRQ, Op.NO_SPACE), List.of(nack.op(), nack.error()));
    }

    @Test
    void aStoredFileIsToldToWhoAsksForSixtySecondsMoreHoweverLongItsVerificationTook() {
        long number = verifying();
        desk.pass(100 * SECOND);
        desk.release();
        desk.heard(CLIENT);
        desk.pass(59 * SECOND);
        assertEquals(List.of(new Ack(Op.DATA, number)), desk.ask(CLIENT, new Done(number, 0, 0)));
        desk.pass(61 * SECOND);
        assertEquals(0, desk.server.transfers());
    }

    @Test
    void allReadersTogetherReadAheadNoMoreThanOneBudgetAndEachAtLeastOneSmallBlock() {
        Desk many = new Desk(serving, new ServerLimits(Long.MAX_VALUE, 65_000, 1_024, 16));
        int readers = 200;
        for (int i = 0; i < readers; i++) {
            InetSocketAddress from = Desk.address(i, 5_000);
            Rrq rrq = Options.padded(new Rrq("f", Packet.READ, Map.of("ranges", "1", "rate", "1")));
            long number =
                    assertInstanceOf(RrqAck.class, many.ask(from, rrq).get(0)).number();
            assertInstanceOf(IrqAck.class, many.ask(from, new Irq(number, 0)).get(0));
            many.say(from, Encoder.encode(new Srx(number, 1, new long[] {0, 2_000})));
        }
        long out = many.buffers().outBytes();
        long others = readers - Buffers.MOST_BYTES / Buffers.BYTES;
        assertTrue(out >= Buffers.MOST_BYTES + others * Buffers.SMALL_BYTES, () -> out + " bytes");
        assertTrue(out <= Buffers.MOST_BYTES + (long) readers * Buffers.SMALL_BYTES, () -> out + " bytes");
    }
}
