package dtp.csp.rdp;

import static dtp.csp.rdp.Bench.ISS;
import static dtp.csp.rdp.Bench.MS;
import static dtp.csp.rdp.Bench.NONE;
import static dtp.csp.rdp.Bench.PEER_ISS;
import static dtp.csp.rdp.Bench.REQUEST;
import static dtp.csp.wire.RdpTrailer.ACK;
import static dtp.csp.wire.RdpTrailer.RST;
import static dtp.csp.wire.RdpTrailer.SYN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.csp.wire.RdpTrailer;
import dtp.csp.wire.SynOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The server side, rule by rule of csp-dtp.md §4, §9 and §10. */
class RdpServerTest {
    /** What the C shell asks for. */
    private static final SynOptions CSH = new SynOptions(3, 10_000, 5_000, true, 2_000, 2);

    @Test
    void theSynIsAnswered() {
        Bench bench = Bench.server(CSH);
        assertEquals(
                new RdpTrailer(SYN | ACK, 0, ISS, PEER_ISS), bench.seen.last().trailer());
        assertTrue(bench.connection.begunBy(PEER_ISS));
        assertFalse(bench.connection.begunBy(PEER_ISS - 1));
    }

    @Test
    void aRepeatedSynIsAnsweredAgainButNotWithin100Ms() {
        Bench bench = Bench.server(CSH);
        bench.runTo(50);
        bench.receive(SYN, PEER_ISS, 0, NONE);
        assertEquals(1, bench.seen.sent.size());
        bench.runTo(120);
        bench.receive(SYN, PEER_ISS, 0, NONE);
        assertEquals(2, bench.seen.sent.size());
        assertEquals(bench.seen.sent.get(0).trailer(), bench.seen.sent.get(1).trailer());
    }

    @Test
    void aBareAckOpens() {
        Bench bench = Bench.server(CSH);
        bench.receive(ACK, PEER_ISS + 1, ISS, NONE);
        assertEquals(1, bench.seen.opened);
        assertEquals(0, bench.seen.data.size());
    }

    @Test
    void theRequestOpensWhenTheAckBeforeItIsLost() {
        Bench bench = Bench.openServer(CSH);
        assertEquals(1, bench.seen.opened);
        assertEquals(1, bench.seen.data.size());
    }

    @Test
    void theResponseIsRepeatedAt150And450And1350MsAndThenEachPacketTimeout() {
        Bench bench = Bench.openServer(CSH);
        bench.connection.send(REQUEST, bench.nowNs);
        bench.runTo(7_000);
        List<Long> times = bench.seen.sent.stream()
                .filter(s -> s.dataBytes() > 0)
                .map(s -> s.timeNs() / MS)
                .toList();
        assertEquals(List.of(10L, 160L, 460L, 1_360L, 6_360L), times);
    }

    @Test
    void anAcknowledgedResponseIsNotRepeated() {
        Bench bench = Bench.openServer(CSH);
        bench.connection.send(REQUEST, bench.nowNs);
        bench.receive(ACK, PEER_ISS + 2, ISS + 1, NONE);
        bench.runTo(1_900);
        assertEquals(1, bench.seen.acknowledged);
        assertEquals(2, bench.seen.sent.size());
    }

    @Test
    void theRequestIsAcknowledgedByTheResponseOrWhenTheAckTimeoutHasPassed() {
        Bench bench = Bench.openServer(CSH);
        assertEquals(1, bench.seen.sent.size());
        bench.runTo(2_100);
        assertEquals(new RdpTrailer(ACK, 1, ISS + 1, 0), bench.seen.last().trailer());
    }

    @Test
    void aClientThatAsksForItGetsItsAckAtOnce() {
        Bench bench = Bench.openServer(SynOptions.OURS);
        assertEquals(new RdpTrailer(ACK, 1, ISS + 1, 0), bench.seen.last().trailer());
    }

    @Test
    void theCounterOfControlPacketsWrapsAfter15() {
        Bench bench = Bench.openServer(CSH);
        for (int second = 1; second <= 40; second++) {
            bench.runTo(second * 1_000L);
            bench.receive(ACK, PEER_ISS + 2, ISS, NONE);
        }
        assertEquals(20, bench.seen.sentWith(ACK).size());
        assertEquals(20 & 0xf, bench.seen.last().trailer().counter());
    }

    @Test
    void closingSendsRstAndAnyPacketThatShowsItWasLostBringsItAgain() {
        Bench bench = Bench.openServer(CSH);
        bench.connection.send(REQUEST, bench.nowNs);
        bench.receive(ACK, PEER_ISS + 2, ISS + 1, NONE);
        bench.connection.close(bench.nowNs);
        assertEquals(new RdpTrailer(RST | ACK, 1, ISS + 2, 0), bench.seen.last().trailer());
        bench.runTo(1_000);
        bench.receive(ACK, PEER_ISS + 2, ISS + 1, NONE);
        assertEquals(new RdpTrailer(RST | ACK, 2, ISS + 2, 0), bench.seen.last().trailer());
        bench.receive(RST | ACK, PEER_ISS + 2, ISS + 1, NONE);
        assertEquals(RdpEnd.CLOSED, bench.seen.end);
    }

    @Test
    void anUnacknowledgedResponseIsRepeatedAfterTheClose() {
        Bench bench = Bench.openServer(CSH);
        bench.connection.send(REQUEST, bench.nowNs);
        bench.connection.close(bench.nowNs);
        bench.runTo(500);
        assertEquals(3, bench.seen.sent.stream().filter(s -> s.dataBytes() > 0).count());
    }

    @Test
    void aRstOfTheClientEndsAtOnce() {
        Bench bench = Bench.openServer(CSH);
        bench.receive(RST | ACK, PEER_ISS + 2, ISS, NONE);
        assertEquals(RdpEnd.RESET, bench.seen.end);
        assertEquals(new RdpTrailer(RST | ACK, 1, ISS + 1, 0), bench.seen.last().trailer());
    }

    @Test
    void silenceEndsAfterAMinuteWhenTheSynAskedForDelayedAcks() {
        Bench bench = Bench.openServer(CSH);
        bench.runTo(100_000);
        assertEquals(RdpEnd.TIMED_OUT, bench.seen.end);
        assertEquals(60_010 * MS, bench.seen.endNs);
    }

    @Test
    void silenceOfFiveAckTimeoutsIsWaitedForWhenThatIsLonger() {
        Bench bench = Bench.openServer(new SynOptions(3, 10_000, 5_000, true, 20_000, 2));
        bench.runTo(200_000);
        assertEquals(100_010 * MS, bench.seen.endNs);
    }

    @Test
    void silenceDoesNotEndWithoutDelayedAcks() {
        Bench bench = Bench.openServer(new SynOptions(3, 10_000, 5_000, false, 2_000, 2));
        bench.runTo(1_000_000);
        assertNull(bench.seen.end);
    }

    @Test
    void aClientThatNeverSendsItsRequestIsForgotten() {
        Bench halfOpen = Bench.server(CSH);
        halfOpen.runTo(30_000);
        assertEquals(RdpEnd.NO_ANSWER, halfOpen.seen.end);
        Bench open = Bench.server(CSH);
        open.receive(ACK, PEER_ISS + 1, ISS, NONE);
        open.runTo(30_000);
        assertEquals(RdpEnd.TIMED_OUT, open.seen.end);
        assertEquals(10_000 * MS, open.seen.endNs);
    }

    /** The longest that a SYN can ask for. */
    private static final SynOptions A_DAY = new SynOptions(3, SynOptions.MAX_MS, 5_000, true, 2_000, 2);

    @Test
    void aHandshakeIsWaitedForAMinuteAtMostWhateverTheSynAsksFor() {
        Bench bench = Bench.server(A_DAY);
        bench.runTo(100_000);
        assertEquals(RdpEnd.NO_ANSWER, bench.seen.end);
        assertEquals(60_000 * MS, bench.seen.endNs);
    }

    @Test
    void aRequestIsWaitedForAMinuteAtMostWhateverTheSynAsksFor() {
        Bench bench = Bench.server(A_DAY);
        bench.receive(ACK, PEER_ISS + 1, ISS, NONE);
        bench.runTo(100_000);
        assertEquals(RdpEnd.TIMED_OUT, bench.seen.end);
        assertEquals(60_000 * MS, bench.seen.endNs);
    }

    @Test
    void theConfirmationOfACloseIsWaitedForAMinuteAtMostWhateverTheSynAsksFor() {
        Bench bench = Bench.openServer(A_DAY);
        bench.connection.close(bench.nowNs);
        bench.runTo(100_000);
        assertEquals(RdpEnd.CLOSE_UNCONFIRMED, bench.seen.end);
        assertEquals(60_010 * MS, bench.seen.endNs);
    }
}
