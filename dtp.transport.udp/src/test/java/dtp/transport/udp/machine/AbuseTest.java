package dtp.transport.udp.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import dtp.transport.udp.wire.Packet.Srx;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** kftp.md, Proof: for whom a server does what, and for how long. */
class AbuseTest extends ReadFixture {
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
    void byeIsAcknowledgedAndEndsIt() {
        long number = proven(CLIENT, padded("ranges", "1"));
        assertEquals(List.of(new Ack(Op.BYE, number)), desk.ask(CLIENT, new Bye(number)));
        assertEquals(0, desk.server.transfers());
    }
}
