package dtp.csp.rdp;

import static dtp.csp.rdp.Bench.ISS;
import static dtp.csp.rdp.Bench.MS;
import static dtp.csp.rdp.Bench.NONE;
import static dtp.csp.rdp.Bench.PEER_ISS;
import static dtp.csp.rdp.Bench.REQUEST;
import static dtp.csp.wire.RdpTrailer.ACK;
import static dtp.csp.wire.RdpTrailer.EAK;
import static dtp.csp.wire.RdpTrailer.RST;
import static dtp.csp.wire.RdpTrailer.SYN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.csp.wire.RdpTrailer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The client side, rule by rule of csp-dtp.md §9 and §10. */
class RdpClientTest {
    private static List<Long> timesMs(Bench bench) {
        return bench.seen.sent.stream().map(s -> s.timeNs() / MS).toList();
    }

    @Test
    void theSynIsRepeatedAfter500MsDoublingWithTheSameNumbers() {
        Bench bench = Bench.client(RdpOptions.DEFAULT);
        bench.runTo(9_000);
        assertEquals(List.of(0L, 500L, 1_500L, 3_500L, 7_500L), timesMs(bench));
        for (Recorder.Sent sent : bench.seen.sent) {
            assertEquals(new RdpTrailer(SYN, 0, ISS, 0), sent.trailer());
        }
    }

    @Test
    void theSynWaitsThreeRoundTripsWhereTheyAreKnown() {
        Recorder seen = new Recorder();
        RdpConnection connection = RdpConnection.client(RdpOptions.DEFAULT, ISS, 600 * MS, seen.port());
        connection.open(REQUEST, 0);
        assertEquals(1_800 * MS, connection.nextDeadlineNs());
    }

    @Test
    void anUnansweredSynEndsAfterTheConnectTimeoutWithoutAPacket() {
        Bench bench = Bench.client(RdpOptions.DEFAULT);
        bench.runTo(20_000);
        assertEquals(RdpEnd.NO_ANSWER, bench.seen.end);
        assertEquals(10_000 * MS, bench.seen.endNs);
        assertEquals(0, bench.seen.sent.stream().filter(s -> s.trailer().rst()).count());
    }

    @Test
    void theRequestIsThePacketThatCompletesTheHandshake() {
        Bench bench = Bench.openClient();
        assertEquals(2, bench.seen.sent.size());
        assertEquals(
                new RdpTrailer(ACK, 0, ISS + 1, PEER_ISS), bench.seen.last().trailer());
        assertEquals(80, bench.seen.last().dataBytes());
        assertEquals(1, bench.seen.opened);
        assertEquals(10 * MS, bench.connection.rttNs());
    }

    @Test
    void noBareAckIsSentBeforeTheRequestIsAcknowledged() {
        Bench bench = Bench.openClient();
        bench.runTo(9_000);
        assertEquals(List.of(), bench.seen.sentWith(ACK));
        assertEquals(List.of(0L, 10L, 510L, 1_510L, 3_510L, 7_510L), timesMs(bench));
    }

    @Test
    void theConnectionIsKeptAliveEachSecondOnceTheRequestIsAcknowledged() {
        Bench bench = Bench.servedClient();
        bench.runTo(3_500);
        assertEquals(1, bench.seen.acknowledged);
        List<Recorder.Sent> acks = bench.seen.sentWith(ACK);
        assertEquals(
                List.of(1_010L, 2_010L, 3_010L),
                acks.stream().map(s -> s.timeNs() / MS).toList());
        assertEquals(
                List.of(1, 2, 3), acks.stream().map(s -> s.trailer().counter()).toList());
        assertEquals(ISS + 2, acks.get(0).trailer().seq());
    }

    @Test
    void theResponseIsAcknowledgedAtOnce() {
        Bench bench = Bench.openClient();
        bench.receive(ACK, PEER_ISS + 1, ISS + 1, REQUEST);
        assertEquals(1, bench.seen.data.size());
        assertTrue(bench.connection.acknowledged());
        assertEquals(new RdpTrailer(ACK, 1, ISS + 2, 0), bench.seen.last().trailer());
    }

    @Test
    void aRepeatedResponseIsAcknowledgedAgainAndNotTakenAgain() {
        Bench bench = Bench.openClient();
        bench.receive(ACK, PEER_ISS + 1, ISS + 1, REQUEST);
        bench.receive(ACK, PEER_ISS + 1, ISS + 1, REQUEST);
        assertEquals(1, bench.seen.data.size());
        assertEquals(2, bench.seen.sentWith(ACK).size());
        assertEquals(List.of(RdpDrop.DUPLICATE), bench.seen.drops);
    }

    @Test
    void aSynAckOrForeignNumbersInOpenAreDroppedAndNeverAnswered() {
        Bench bench = Bench.servedClient();
        int before = bench.seen.sent.size();
        bench.receive(SYN | ACK, PEER_ISS, ISS, NONE);
        bench.receive(SYN | ACK, 77, ISS, NONE);
        bench.receive(ACK, 20_000, ISS + 1, NONE);
        bench.receive(ACK, PEER_ISS + 1, 30_000, NONE);
        bench.receive(RST | ACK, 20_000, ISS + 1, NONE);
        bench.receive(0, PEER_ISS + 1, 0, NONE);
        assertEquals(before, bench.seen.sent.size());
        assertNull(bench.seen.end);
        assertEquals(6, bench.seen.drops.size());
        assertEquals(RdpDrop.REPEATED_SYN, bench.seen.drops.get(0));
        assertEquals(
                List.of(RdpDrop.FOREIGN),
                bench.seen.drops.stream().skip(1).distinct().toList());
    }

    @Test
    void foreignPacketsBeforeTheSynAckAreDropped() {
        Bench bench = Bench.client(RdpOptions.DEFAULT);
        bench.receive(SYN | ACK, PEER_ISS, ISS + 1, NONE);
        bench.receive(ACK, PEER_ISS, ISS, NONE);
        bench.receive(RST | ACK, 5, 6, NONE);
        assertEquals(List.of(RdpDrop.FOREIGN, RdpDrop.FOREIGN, RdpDrop.FOREIGN), bench.seen.drops);
        assertEquals(1, bench.seen.sent.size());
    }

    @Test
    void aRstThatAnswersTheSynIsARefusal() {
        Bench bench = Bench.client(RdpOptions.DEFAULT);
        bench.receive(RST | ACK, PEER_ISS, ISS, NONE);
        assertEquals(RdpEnd.REFUSED, bench.seen.end);
    }

    @Test
    void aRstInSequenceIsConfirmedAndEnds() {
        Bench bench = Bench.openClient();
        bench.receive(ACK, PEER_ISS + 1, ISS + 1, REQUEST);
        bench.receive(RST | ACK, PEER_ISS + 2, ISS + 1, NONE);
        assertEquals(RdpEnd.RESET, bench.seen.end);
        assertEquals(new RdpTrailer(RST | ACK, 2, ISS + 2, 0), bench.seen.last().trailer());
        assertEquals(Long.MAX_VALUE, bench.connection.nextDeadlineNs());
    }

    @Test
    void aRstThatOvertookTheResponseIsNotConfirmedUntilTheResponseHasCome() {
        Bench bench = Bench.openClient();
        bench.receive(RST | ACK, PEER_ISS + 2, ISS + 1, NONE);
        assertEquals(1, bench.seen.resetsAhead);
        bench.runTo(1_500);
        bench.receive(RST | ACK, PEER_ISS + 2, ISS + 1, NONE);
        assertEquals(0, bench.seen.sentWith(RST | ACK).size());
        bench.receive(ACK, PEER_ISS + 1, ISS + 1, REQUEST);
        assertEquals(1, bench.seen.data.size());
        assertEquals(1, bench.seen.resetsAhead);
        assertEquals(RdpEnd.RESET, bench.seen.end);
        assertEquals(1, bench.seen.sentWith(RST | ACK).size());
    }

    @Test
    void aResponseThatNeverComesIsWaitedForTwoAndAHalfPacketTimeouts() {
        Bench bench = Bench.openClient();
        bench.receive(RST | ACK, PEER_ISS + 2, ISS + 1, NONE);
        bench.runTo(10_000);
        assertEquals(RdpEnd.RESET_INCOMPLETE, bench.seen.end);
        assertEquals(2_510 * MS, bench.seen.endNs);
        assertEquals(1, bench.seen.sentWith(RST | ACK).size());
    }

    @Test
    void anUnacknowledgedConnectionIsLeftToTimeOutAndNeverReset() {
        Bench bench = Bench.openClient();
        bench.connection.close(bench.nowNs);
        assertEquals(RdpEnd.ABANDONED, bench.seen.end);
        assertFalse(bench.seen.end.clean());
        assertEquals(0, bench.seen.sentWith(RST | ACK).size());
    }

    @Test
    void anAcknowledgedConnectionIsClosedByRstAndConfirmed() {
        Bench bench = Bench.servedClient();
        bench.connection.close(bench.nowNs);
        assertEquals(
                new RdpTrailer(RST | ACK, 1, ISS + 2, PEER_ISS),
                bench.seen.last().trailer());
        assertNull(bench.seen.end);
        bench.receive(RST | ACK, PEER_ISS + 1, ISS + 1, NONE);
        assertEquals(RdpEnd.CLOSED, bench.seen.end);
    }

    @Test
    void aCloseThatNobodyConfirmsEndsUncleanAfterTheConnectionTimeout() {
        Bench bench = Bench.servedClient();
        bench.connection.close(bench.nowNs);
        bench.runTo(30_000);
        assertEquals(RdpEnd.CLOSE_UNCONFIRMED, bench.seen.end);
        assertEquals(10_020 * MS, bench.seen.endNs);
    }

    @Test
    void silenceEndsTheConnectionAndOtherNewsOfThePeerPutItOff() {
        Bench bench = Bench.servedClient();
        bench.runTo(5_000);
        bench.connection.heard(bench.nowNs);
        bench.runTo(30_000);
        assertEquals(RdpEnd.TIMED_OUT, bench.seen.end);
        assertEquals(15_000 * MS, bench.seen.endNs);
    }

    @Test
    void anEackOnlyAcknowledges() {
        Bench bench = Bench.openClient();
        bench.receive(EAK | ACK, PEER_ISS + 1, ISS + 1, REQUEST);
        assertEquals(List.of(RdpDrop.EACK), bench.seen.drops);
        assertEquals(0, bench.seen.data.size());
        assertTrue(bench.connection.acknowledged());
    }
}
