package dtp.transport.udp.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.End;
import dtp.path.Impairment;
import dtp.tck.doubles.RecordingSink;
import dtp.transport.udp.wire.Data;
import dtp.transport.udp.wire.Decoder;
import dtp.transport.udp.wire.Encoder;
import dtp.transport.udp.wire.Op;
import dtp.transport.udp.wire.Packet;
import dtp.transport.udp.wire.Packet.Grq;
import dtp.transport.udp.wire.Packet.Irq;
import dtp.transport.udp.wire.Packet.IrqAck;
import dtp.transport.udp.wire.Packet.Nack;
import dtp.transport.udp.wire.Packet.Rrq;
import dtp.transport.udp.wire.Packet.RrqAck;
import dtp.transport.udp.wire.Packet.ShaAck;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** kftp.md, Repeats, Options, Bad input, in the role of the client: a get whose server's words are put in by hand. */
class ClientAbuseTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long NUMBER = 77;
    private static final byte[] CONTENT = SimulatedGet.content(1, 3_000);

    private final World world = new World(1);
    private final World.Port far = SimulatedGet.server(world, Impairment.NONE, CONTENT, SimulatedGet.LIMITS);
    private final RecordingSink sink = new RecordingSink();
    private final SaidLine line = new SaidLine();
    private final List<Packet> said = line.said;
    private GetTransfer get;
    private End end;
    private long nowNs = SECOND;

    @BeforeEach
    void start() {
        GetSpec spec = new GetSpec(
                Endpoint.parse("kftp://a/f"),
                IntervalSet.of(0, Long.MAX_VALUE),
                1_400,
                OptionalLong.empty(),
                "sha256",
                30 * SECOND);
        get = new GetTransfer(
                spec, List.of("a"), List.of(line), sink, Long.MAX_VALUE, world.new Runner(), how -> end = how);
        get.start(nowNs);
    }

    private void hears(ByteBuffer datagram) {
        get.onDatagram(0, datagram, nowNs);
        get.run(nowNs);
    }

    private void hears(Packet packet) {
        hears(Encoder.encode(packet));
    }

    private void pass(long ns) {
        nowNs += ns;
        get.run(nowNs);
    }

    private Packet last() {
        return said.get(said.size() - 1);
    }

    @Test
    void aRequestIsRepeatedEightTimesAtDoublingIntervals() {
        List<Long> at = new ArrayList<>();
        int before = said.size();
        for (int ms = 0; ms < 25_000 && end == null; ms++) {
            pass(SECOND / 1_000);
            if (said.size() > before) {
                before = said.size();
                at.add(nowNs / 1_000_000);
            }
        }
        int repeats = at.size();
        for (int i = 2; i < repeats; i++) {
            double ratio = (double) (at.get(i) - at.get(i - 1)) / (at.get(i - 1) - at.get(i - 2));
            assertEquals(2, ratio, 0.05);
        }
        assertTrue(repeats <= 8, "repeated " + repeats + " times");
        assertTrue(repeats >= 5, "repeated " + repeats + " times");
    }

    @Test
    void aNackWithoutTheRightFileNumberEndsNothing() {
        hears(new RrqAck(NUMBER, Map.of()));
        hears(new Nack(Op.IRQ, 0, Op.NO_SUCH_FILE, ""));
        hears(new Nack(Op.IRQ, NUMBER + 1, Op.NO_SUCH_FILE, ""));
        assertNull(end);
        hears(new Nack(Op.IRQ, NUMBER, Op.NO_SUCH_FILE, ""));
        assertEquals(End.Kind.PERMANENT, end.kind());
    }

    @Test
    void aNackFourToARequestWithOptionsIsAnsweredByTheRequestWithout() {
        assertFalse(assertInstanceOf(Rrq.class, last()).options().isEmpty());
        hears(new Nack(Op.RRQ, 0, Op.BAD_REQUEST, ""));
        assertTrue(assertInstanceOf(Rrq.class, last()).options().isEmpty());
        assertNull(end);
        hears(new RrqAck(NUMBER, Map.of()));
        hears(new IrqAck(NUMBER, 3, 3_000, 1_400));
        assertTrue(
                said.stream().anyMatch(p -> p.equals(new Grq(NUMBER, 1, 0))), "a base server is asked for its stream");
    }

    @Test
    void anAnswerWithAnotherNonceIsNotOurs() {
        hears(new RrqAck(NUMBER, Map.of("nonce", "0123456789abcdef")));
        assertInstanceOf(Rrq.class, last());
        hears(new RrqAck(NUMBER, Map.of("nonce", ((Rrq) last()).options().get("nonce"))));
        assertEquals(new Irq(NUMBER, 0), last());
    }

    @Test
    void notYetRestartsTheCountOfRepeats() {
        hears(new RrqAck(NUMBER, Map.of("ranges", "1")));
        for (int i = 0; i < 100; i++) {
            pass(SECOND / 5);
            hears(new Nack(Op.IRQ, NUMBER, Op.NOT_YET, ""));
        }
        assertNull(end);
    }

    @Test
    void whoSaysNotYetIsAskedAgainWithinTwoSecondsHoweverLongItTakes() {
        hears(new RrqAck(NUMBER, Map.of("ranges", "1")));
        for (int i = 0; i < 30; i++) {
            hears(new Nack(Op.IRQ, NUMBER, Op.NOT_YET, ""));
            said.clear();
            pass(2 * SECOND);
            assertEquals(List.of(new Irq(NUMBER, 0)), said);
        }
        assertNull(end);
    }

    @Test
    void aDigestOfAnotherLengthThanThatOfTheAlgorithmIsNoDigest() {
        hears(new RrqAck(NUMBER, Map.of("ranges", "1")));
        hears(new IrqAck(NUMBER, 3, 3_000, 1_400));
        hears(new ShaAck(NUMBER, "ab".repeat(20)));
        for (int i = 0; i < 3; i++) {
            hears(piece(i));
        }
        pass(SECOND / 100);
        assertEquals(End.Kind.ENDED, end.kind());
        assertArrayEquals(CONTENT, sink.bytes());
        assertTrue(sink.told().stream().allMatch(info -> info.digest().isEmpty()), () -> "" + sink.told());
    }

    private ByteBuffer piece(int sequence) {
        int bytes = Math.min(1_400, CONTENT.length - sequence * 1_400);
        ByteBuffer data = ByteBuffer.allocate(Data.NUMBERED_HEADER + bytes);
        Data.putNumbered(data, NUMBER, sequence, 1, sequence, 0);
        return data.put(CONTENT, sequence * 1_400, bytes).flip();
    }

    @Test
    void piecesOfStrangersOfWrongLengthAndBeyondTheFileAreNotWritten() {
        hears(new RrqAck(NUMBER, Map.of("ranges", "1")));
        hears(new IrqAck(NUMBER, 3, 3_000, 1_400));
        hears(piece(0).putLong(1, NUMBER + 1));
        hears(piece(0).putLong(12, 3));
        hears(piece(0).putLong(12, -1));
        hears(piece(0).putLong(12, 2));
        hears(piece(2).putLong(12, 1));
        hears(piece(0).limit(1_000));
        pass(SECOND / 100);
        assertEquals(IntervalSet.empty(), sink.received());
        hears(piece(1));
        hears(piece(1));
        pass(SECOND / 100);
        assertEquals(IntervalSet.of(1_400, 2_800), sink.received());
    }

    @Test
    void aHundredThousandMutatedDatagramsLetNothingEscapeAndTheFileIsStillRight() throws Exception {
        List<ByteBuffer> seeds = new ArrayList<>();
        for (Packet packet : List.of(
                new RrqAck(NUMBER, Map.of("ranges", "1", "piece", "1400")),
                new IrqAck(NUMBER, 3, 3_000, 1_400),
                new ShaAck(NUMBER, "ab".repeat(32)),
                new Packet.Done(NUMBER, 3, 1),
                new Nack(Op.SHA, NUMBER, Op.NOT_YET, "later"),
                new Packet.Ack(Op.BYE, NUMBER))) {
            seeds.add(Encoder.encode(packet));
        }
        SplittableRandom random = new SplittableRandom(9);
        int read = 0;
        for (int i = 0; i < 100_000; i++) {
            if (i % 50 == 0) {
                end = null;
                start();
                hears(new RrqAck(NUMBER, Map.of("ranges", "1")));
                if (random.nextBoolean()) {
                    hears(new IrqAck(NUMBER, 3, 3_000, 1_400));
                }
                said.clear();
            }
            ByteBuffer mutant = ServerBadInputTest.mutated(seeds.get(random.nextInt(seeds.size())), random);
            try {
                Decoder.decode(mutant.duplicate());
                read++;
            } catch (dtp.transport.udp.wire.DecodeException e) {
                assertEquals(0, e.getStackTrace().length);
            }
            int before = said.size();
            hears(mutant);
            assertTrue(said.size() - before <= 10, "one datagram brings forth " + (said.size() - before));
            pass(random.nextInt(100_000));
        }
        assertTrue(read > 1_000, "some are still packets: " + read);
        SimulatedGet whole = new SimulatedGet(world, List.of(far)).start();
        assertTrue(whole.run(60));
        assertArrayEquals(CONTENT, whole.sink.bytes());
    }
}
