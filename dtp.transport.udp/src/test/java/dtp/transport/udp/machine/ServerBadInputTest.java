package dtp.transport.udp.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.transport.udp.wire.Data;
import dtp.transport.udp.wire.Encoder;
import dtp.transport.udp.wire.Op;
import dtp.transport.udp.wire.Packet;
import dtp.transport.udp.wire.Packet.Grq;
import dtp.transport.udp.wire.Packet.Irq;
import dtp.transport.udp.wire.Packet.IrqAck;
import dtp.transport.udp.wire.Packet.Nack;
import dtp.transport.udp.wire.Packet.Rate;
import dtp.transport.udp.wire.Packet.Rrq;
import dtp.transport.udp.wire.Packet.RrqAck;
import dtp.transport.udp.wire.Packet.Sha;
import dtp.transport.udp.wire.Packet.Srq;
import dtp.transport.udp.wire.Packet.Srx;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** kftp.md, Repeats, Options, Bad input, in the role of the server: what it makes of words that do not fit. */
class ServerBadInputTest extends ReadFixture {
    @Test
    void aStreamThatRunsIsNotBegunAgainAndOtherValuesAreRefused() {
        long number = proven(CLIENT, padded("ranges", "1", "rate", "1000000000"));
        List<ByteBuffer> first = desk.say(CLIENT, Encoder.encode(new Grq(number, 2, 1)));
        for (int i = 0; i < 100; i++) {
            desk.pass(SECOND / 1_000);
            first = new ArrayList<>(first);
            first.addAll(desk.heard(CLIENT));
        }
        assertEquals(36, first.stream().filter(d -> Data.isPiece(d)).count(), "every second of 72");
        List<ByteBuffer> again = desk.say(CLIENT, Encoder.encode(new Grq(number, 2, 1)));
        assertEquals(0, again.stream().filter(d -> Data.isPiece(d)).count());
        assertInstanceOf(Packet.Done.class, Desk.packets(again).get(0));
        assertEquals(Op.BAD_REQUEST, nack(CLIENT, new Grq(number, 2, 0)).error());
    }

    @Test
    void aRequestNumberThatIsNotAboveTheLastIsIgnored() {
        long number = proven(CLIENT, padded("ranges", "1", "rate", "1000000000"));
        assertEquals(3, pieces(number, 2, 0));
        assertEquals(0, pieces(number, 2, 5));
        assertEquals(0, pieces(number, 1, 5));
        assertEquals(3, pieces(number, 3, 5));
    }

    /** How many come when three are asked for. */
    private long pieces(long number, long request, long first) {
        List<ByteBuffer> all =
                new ArrayList<>(desk.say(CLIENT, Encoder.encode(new Srx(number, request, new long[] {first, 3}))));
        for (int i = 0; i < 10; i++) {
            desk.pass(SECOND / 1_000);
            all.addAll(desk.heard(CLIENT));
        }
        return all.stream().filter(Data::isPiece).count();
    }

    @Test
    void badInputOfAProvenClientIsNackedWithFour() {
        long number = proven(CLIENT, padded("ranges", "1"));
        assertEquals(
                Op.BAD_REQUEST,
                nack(CLIENT, new Srx(number, 1, new long[] {70, 5})).error(),
                "beyond count");
        assertEquals(Op.BAD_REQUEST, nack(CLIENT, new Srq(number, 72)).error(), "beyond count");
        assertEquals(Op.BAD_REQUEST, nack(CLIENT, new Sha(number, "md5")).error());
        List<ByteBuffer> wrong = new ArrayList<>();
        wrong.add(ByteBuffer.allocate(20).put((byte) 77).putLong(number).rewind());
        wrong.add(ByteBuffer.allocate(15).put((byte) Op.IRQ).putLong(number).rewind());
        wrong.add(ByteBuffer.allocate(30).put((byte) Op.SRQ).putLong(number).rewind());
        for (ByteBuffer one : wrong) {
            Nack answer = assertInstanceOf(
                    Nack.class, Desk.packets(desk.say(CLIENT, one)).get(0));
            assertEquals(List.of(number, (long) Op.BAD_REQUEST), List.of(answer.number(), (long) answer.error()));
            assertEquals(List.of(), desk.say(OTHER, one.rewind()), "silence to others");
        }
        assertEquals(1, desk.server.transfers(), "and it goes on");
    }

    @Test
    void aProvenClientIsToldOfDatagramsThatEndBehindTheirNumberToo() {
        long number = proven(CLIENT, padded("ranges", "1"));
        for (int bytes = 9; bytes < 13; bytes++) {
            ByteBuffer cut = ByteBuffer.allocate(bytes)
                    .put((byte) Op.IRQ)
                    .putLong(number)
                    .rewind();
            assertEquals(List.of(new Nack(Op.IRQ, number, Op.BAD_REQUEST, "")), Desk.packets(desk.say(CLIENT, cut)));
            assertEquals(List.of(), desk.say(OTHER, cut.rewind()));
        }
        assertEquals(List.of(), desk.say(CLIENT, ByteBuffer.allocate(8)), "it bears no number");
    }

    @Test
    void aKeyTwiceOrAnUnterminatedValueIsABadRequest() {
        ByteBuffer twice = ByteBuffer.wrap(
                new byte[] {1, 'f', 0, 0, 1, 0, 'a', 'b', 'c', 'd', 0, '1', 0, 'a', 'b', 'c', 'd', 0, '2', 0});
        Nack answer = assertInstanceOf(
                Nack.class, Desk.packets(desk.say(CLIENT, twice)).get(0));
        assertEquals(List.of(Op.RRQ, Op.BAD_REQUEST), List.of(answer.op(), answer.error()));
        ByteBuffer open = ByteBuffer.wrap(new byte[] {1, 'f', 0, 0, 1, 0, 'a', 'b', 'c', 'd', 0, '1', '2', '3'});
        assertEquals(
                Op.BAD_REQUEST, ((Nack) Desk.packets(desk.say(CLIENT, open)).get(0)).error());
        assertEquals(Op.BAD_REQUEST, nack(CLIENT, padded("piece", "63")).error());
        assertEquals(Op.BAD_REQUEST, nack(CLIENT, padded("rate", "fast")).error());
        assertEquals(
                Op.MODE_NOT_OFFERED,
                nack(CLIENT, new Rrq("f", 3, padded().options())).error());
    }

    @Test
    void whatIsAcceptedIsNeverAboveWhatWasAskedNorAboveTheServersOwn() {
        Desk limited = new Desk(serving, new ServerLimits(50_000, 512, 16, 16));
        RrqAck large = (RrqAck)
                limited.ask(CLIENT, padded("piece", "9000", "rate", "99999")).get(0);
        assertEquals(Map.of("piece", "512", "rate", "50000"), large.options());
        RrqAck small = (RrqAck)
                limited.ask(OTHER, padded("piece", "100", "rate", "77")).get(0);
        assertEquals(Map.of("piece", "100", "rate", "77"), small.options());
    }

    @Test
    void aHundredThousandMutatedDatagramsHarmNothingAndNobodyUnprovenIsSentMoreThanTheDocumentAllows() {
        long number = proven(CLIENT, padded("ranges", "1", "rate", "1000"));
        long writing = accepted(
                        CLIENT,
                        new Rrq(
                                "up",
                                Packet.WRITE,
                                Options.padded(new Rrq(
                                                "up",
                                                Packet.WRITE,
                                                Map.of("ranges", "1", "size", "5000", "sha256", "ab".repeat(32))))
                                        .options()))
                .number();
        desk.ask(CLIENT, new Irq(writing, 4));
        List<ByteBuffer> seeds = new ArrayList<>();
        for (Packet packet : List.of(
                padded("ranges", "1"),
                new Irq(number, 0),
                new Grq(number, 3, 1),
                new Srq(number, 5),
                new Srx(number, 1, new long[] {0, 3, 7, 1}),
                new Sha(number, "sha256"),
                new Rate(number, 1, 5_000, 3, 2),
                new Packet.Done(writing, 0, 0),
                new Nack(Op.DATA, number, 4, ""),
                new IrqAck(number, 72, 100_000, 1_400),
                new Irq(writing, 4))) {
            seeds.add(Encoder.encode(packet));
        }
        ByteBuffer data = ByteBuffer.allocate(1_432);
        Data.putNumbered(data, writing, 1, 1, 1, 1);
        seeds.add(data.rewind());
        SplittableRandom random = new SplittableRandom(8);
        long said = 0;
        for (int i = 0; i < 100_000; i++) {
            boolean known = random.nextInt(4) == 0;
            InetSocketAddress from = known ? CLIENT : OTHER;
            ByteBuffer mutant = mutated(seeds.get(random.nextInt(seeds.size())), random);
            int bytes = mutant.remaining();
            List<ByteBuffer> answers = desk.say(from, mutant);
            if (!known) {
                long answered =
                        answers.stream().mapToLong(ByteBuffer::remaining).sum();
                assertTrue(answered <= Math.max(bytes, 13), "an unproven address is answered too much");
                said += answered;
            }
            desk.pass(random.nextInt(1_000_000));
        }
        assertTrue(said > 0, "some mutants are requests");
        assertTrue(desk.server.unproven() <= 4_096);
        assertTrue(desk.server.transfers() <= 16 * 2);
        desk.pass(61 * SECOND);
        desk.pass(61 * SECOND);
        assertEquals(0, desk.server.transfers(), "nothing leaks");
        assertInstanceOf(
                IrqAck.class,
                desk.ask(OTHER, new Irq(accepted(OTHER, read()).number(), 0)).get(0));
    }

    /** A copy with some bytes changed, cut off or added. */
    static ByteBuffer mutated(ByteBuffer seed, SplittableRandom random) {
        byte[] bytes = new byte[seed.remaining()];
        seed.duplicate().get(bytes);
        int length = random.nextInt(3) == 0 ? random.nextInt(bytes.length + 1) : bytes.length + random.nextInt(3);
        byte[] mutant = java.util.Arrays.copyOf(bytes, length);
        for (int n = random.nextInt(4); n > 0 && length > 0; n--) {
            int at = random.nextBoolean() ? random.nextInt(length) : Math.min(length - 1, random.nextInt(24));
            mutant[at] = (byte) random.nextInt(256);
        }
        return ByteBuffer.wrap(mutant);
    }
}
