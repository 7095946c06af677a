package dtp.transport.udp.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.tck.doubles.ScriptedServing;
import dtp.transport.udp.wire.Data;
import dtp.transport.udp.wire.Encoder;
import dtp.transport.udp.wire.Op;
import dtp.transport.udp.wire.Packet;
import dtp.transport.udp.wire.Packet.Ack;
import dtp.transport.udp.wire.Packet.Bye;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** kftp.md, Proof, Repeats, Options, Bad input: what a server does for whom, rule by rule. */
class AbuseTest {
    private static final long SECOND = 1_000_000_000L;
    private static final InetSocketAddress CLIENT = Desk.address(1, 5_000);
    private static final InetSocketAddress OTHER = Desk.address(2, 5_000);

    private final ScriptedServing serving = new ScriptedServing().holds("f", SimulatedGet.content(1, 100_000));
    private final Desk desk = new Desk(serving, new ServerLimits(Long.MAX_VALUE, 65_000, 1_024, 16));

    private static Rrq read(String... keysAndValues) {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            options.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new Rrq("f", Packet.READ, options);
    }

    private static Rrq padded(String... keysAndValues) {
        return Options.padded(read(keysAndValues));
    }

    private RrqAck accepted(InetSocketAddress from, Rrq rrq) {
        return assertInstanceOf(RrqAck.class, desk.ask(from, rrq).get(0));
    }

    /** A proven read. @return its number */
    private long proven(InetSocketAddress from, Rrq rrq) {
        long number = accepted(from, rrq).number();
        assertInstanceOf(IrqAck.class, desk.ask(from, new Irq(number, 0)).get(0));
        return number;
    }

    private Nack nack(InetSocketAddress from, Packet packet) {
        return assertInstanceOf(Nack.class, desk.ask(from, packet).get(0));
    }

    @Test
    void anAnswerToAnUnprovenAddressIsNeverLongerThanItsRequestOrThirteenBytes() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 2_000; i++) {
            InetSocketAddress from = Desk.address(i, 7);
            Map<String, String> options = new LinkedHashMap<>();
            for (int k = random.nextInt(5); k > 0; k--) {
                String[] keys = {"piece", "ranges", "rate", "nonce", "x"};
                options.put(keys[random.nextInt(5)], random.nextBoolean() ? "1" : "0123456789abcdef");
            }
            Rrq rrq = new Rrq("n".repeat(random.nextInt(1, 20)), random.nextInt(4), options);
            ByteBuffer request = Encoder.encode(rrq);
            int bytes = request.remaining();
            long answered = desk.say(from, request).stream()
                    .mapToLong(ByteBuffer::remaining)
                    .sum();
            assertTrue(answered <= Math.max(bytes, 13), () -> rrq + ": " + answered + " for " + bytes);
        }
    }

    @Test
    void optionsThatDoNotFitAreLeftOutAndAPaddedRequestHasRoomForAll() {
        assertEquals(Map.of(), accepted(CLIENT, read()).options());
        Rrq asked = padded("ranges", "1", "piece", "1000", "rate", "5000", "nonce", "0123456789abcdef");
        assertEquals(256, Encoder.encode(asked).remaining());
        assertEquals(
                Map.of("ranges", "1", "piece", "1000", "rate", "5000", "nonce", "0123456789abcdef"),
                accepted(CLIENT, asked).options());
    }

    @Test
    void theAnswerToARepeatedRequestTellsSizeAndTimeOfTheFileOnceItIsOpenAndNotBefore() {
        Desk dated = new Desk(
                new DatedServing().holds(SimulatedGet.content(1, 100_000), Instant.ofEpochMilli(1_795_262_400_123L)),
                SimulatedGet.LIMITS);
        Rrq rrq = padded("ranges", "1");
        RrqAck before = (RrqAck) dated.ask(CLIENT, rrq).get(0);
        assertEquals(Map.of("ranges", "1"), before.options());
        assertEquals(before, dated.ask(CLIENT, rrq).get(0));
        dated.ask(CLIENT, new Irq(before.number(), 0));
        RrqAck open = (RrqAck) dated.ask(CLIENT, rrq).get(0);
        assertEquals(before.number(), open.number());
        assertEquals(Map.of("ranges", "1", "size", "100000", "modified", "1795262400123"), open.options());
        assertEquals(Map.of(), ((RrqAck) dated.ask(OTHER, read()).get(0)).options());
    }

    @Test
    void nothingIsReadOrHashedBeforeTheNumberComesBackFromTheSameAddressAndPort() {
        long number = accepted(CLIENT, padded("ranges", "1")).number();
        for (InetSocketAddress stranger : List.of(OTHER, Desk.address(1, 5_001))) {
            for (Packet packet : List.of(
                    new Irq(number, 0),
                    new Grq(number, 1, 0),
                    new Sha(number, "sha256"),
                    new Srx(number, 1, new long[] {0, 5}),
                    new Bye(number))) {
                assertEquals(List.of(), desk.ask(stranger, packet));
            }
        }
        assertEquals(0, desk.server.transfers());
        assertInstanceOf(IrqAck.class, desk.ask(CLIENT, new Irq(number, 0)).get(0));
        assertEquals(1, desk.server.transfers());
    }

    @Test
    void aProvenNumberServesNobodyElse() {
        long number = proven(CLIENT, padded("ranges", "1"));
        assertEquals(List.of(), desk.say(OTHER, Encoder.encode(new Srx(number, 1, new long[] {0, 5}))));
        assertEquals(List.of(), desk.say(OTHER, Encoder.encode(new Bye(number))));
        assertEquals(1, desk.server.transfers());
    }

    @Test
    void theSameRequestGetsTheSameNumberAndNumbersAreNotGuessable() {
        long first = accepted(CLIENT, padded("nonce", "0123456789abcdef")).number();
        assertEquals(
                first, accepted(CLIENT, padded("nonce", "0123456789abcdef")).number());
        assertNotEquals(
                first, accepted(CLIENT, padded("nonce", "0123456789abcdee")).number());
        proven(CLIENT, padded("ranges", "1"));
        long proven = accepted(CLIENT, padded("ranges", "1")).number();
        assertEquals(1, desk.server.transfers());
        assertInstanceOf(IrqAck.class, desk.ask(CLIENT, new Irq(proven, 0)).get(0));
        assertEquals(1, desk.server.transfers(), "a repeated request makes no second transfer");
    }

    @Test
    void unprovenNumbersLiveTenSecondsInATableOfFourThousandAndNinetySix() {
        long old = accepted(CLIENT, read()).number();
        desk.pass(10 * SECOND);
        assertEquals(List.of(), desk.ask(CLIENT, new Irq(old, 0)));
        long oldest = accepted(CLIENT, read()).number();
        for (int i = 0; i < 4_096; i++) {
            accepted(Desk.address(i, 9), read());
        }
        assertEquals(4_096, desk.server.unproven());
        assertEquals(0, desk.server.transfers(), "they count against no limit");
        assertEquals(List.of(), desk.ask(CLIENT, new Irq(oldest, 0)));
    }

    @Test
    void anAddressHasSixteenTransfersAndAllTogetherAsManyAsAreAllowed() {
        for (int i = 0; i < 16; i++) {
            proven(Desk.address(1, 6_000 + i), read());
        }
        InetSocketAddress one = Desk.address(1, 6_016);
        assertEquals(
                Op.BUSY, nack(one, new Irq(accepted(one, read()).number(), 0)).error());
        proven(Desk.address(2, 6_000), read());
        Desk small = new Desk(serving, new ServerLimits(Long.MAX_VALUE, 65_000, 1, 16));
        long first = ((RrqAck) small.ask(CLIENT, read()).get(0)).number();
        small.ask(CLIENT, new Irq(first, 0));
        long second = ((RrqAck) small.ask(OTHER, read()).get(0)).number();
        assertEquals(Op.BUSY, ((Nack) small.ask(OTHER, new Irq(second, 0)).get(0)).error());
        small.ask(CLIENT, new Bye(first));
        long third = ((RrqAck) small.ask(OTHER, read()).get(0)).number();
        assertInstanceOf(IrqAck.class, small.ask(OTHER, new Irq(third, 0)).get(0));
    }

    @Test
    void twentyMissingNamesThatAreTakenLeaveOfDoNotBlockTheirAddress() {
        for (int i = 0; i < 20; i++) {
            InetSocketAddress from = Desk.address(1, 6_000 + i);
            long number = accepted(from, new Rrq("none", Packet.READ, Map.of("ranges", "1")))
                    .number();
            assertEquals(Op.NO_SUCH_FILE, nack(from, new Irq(number, 0)).error());
            assertEquals(List.of(new Ack(Op.BYE, number)), desk.ask(from, new Bye(number)));
            assertEquals(0, desk.server.transfers());
        }
        proven(CLIENT, read());
    }

    @Test
    void whoIsSilentForFiveSecondsIsSentNothingMoreAndForSixtyIsForgotten() {
        long number = proven(CLIENT, padded("ranges", "1", "rate", "10000"));
        desk.ask(CLIENT, new Srx(number, 1, new long[] {0, 50}));
        desk.pass(SECOND);
        assertFalse(desk.heard(CLIENT).isEmpty());
        desk.pass(4 * SECOND);
        desk.heard(CLIENT);
        desk.pass(SECOND);
        assertEquals(List.of(), desk.heard(CLIENT));
        desk.say(CLIENT, Encoder.encode(new Rate(number, 1, 10_000, 1, 1)));
        desk.pass(SECOND);
        assertFalse(desk.heard(CLIENT).isEmpty(), "it goes on with the next datagram");
        desk.pass(60 * SECOND);
        assertEquals(0, desk.server.transfers());
        assertEquals(List.of(), desk.ask(CLIENT, new Irq(number, 0)));
    }

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
    void byeIsAcknowledgedAndEndsIt() {
        long number = proven(CLIENT, padded("ranges", "1"));
        assertEquals(List.of(new Ack(Op.BYE, number)), desk.ask(CLIENT, new Bye(number)));
        assertEquals(0, desk.server.transfers());
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
