package dtp.csp.dtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.PeerProfile;
import dtp.api.Reason;
import dtp.api.TransferOptions;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.End;
import dtp.api.transport.Fetch;
import dtp.api.transport.Source;
import dtp.path.PathCounters;
import dtp.path.PathModel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What our client does to the model of the C server, rule by rule of csp-dtp.md §9 and §10. */
class CServerRulesTest {
    private static final int SIZE = 100_000;
    private static final int UNIT = 248;

    private final byte[] truth = DtpRig.bytes(SIZE, 9);
    private final DtpRig rig = new DtpRig(3, PathModel.parse("delay=20ms"));
    private final FragileCServer server = new FragileCServer(rig.time, rig.link.b());
    private final TestSink sink = new TestSink(truth);

    CServerRulesTest() {
        server.payloads.put(3, truth);
    }

    @AfterEach
    void theServerLives() {
        assertEquals(List.of(), server.harm);
        assertEquals(0, sink.callsAfterEnd);
    }

    private Source source(long bytesPerSecond) {
        return rig.source(
                3,
                TransferOptions.builder()
                        .throughputBytesPerSecond(bytesPerSecond)
                        .build());
    }

    private void fetch(Source source, IntervalSet wanted) {
        sink.over = false;
        rig.fetch(source, wanted, sink);
        rig.await(sink, 10_000);
    }

    @Test
    void s9_theFirstRequestOfASessionIsForEverythingAndTheTailIsAGapLikeAnyOther() {
        fetch(source(50_000), DtpRig.everything());
        assertEquals(List.of("0..ffffffff"), server.requests);
        assertEquals(End.Kind.ENDED, sink.end.kind());
        assertTrue(sink.isWhole());
    }

    @Test
    void s9_theFirstRequestOfAResumeIsForChunk0AndNothingOutsideTheWantedIsWritten() {
        fetch(source(50_000), IntervalSet.of(10 * UNIT, 12 * UNIT));
        assertEquals(List.of("0..0", "10..b"), server.requests);
        assertEquals(IntervalSet.of(10 * UNIT, 12 * UNIT), sink.held);
    }

    @Test
    void s9_whatAShrunkenPayloadDoesNotHaveIsNotAskedFor() {
        server.payloads.put(3, java.util.Arrays.copyOf(truth, 5 * UNIT));
        fetch(source(50_000), IntervalSet.of(2 * UNIT, SIZE));
        assertEquals(List.of("0..0", "2..4"), server.requests);
    }

    @Test
    void s9_after60SecondsWithoutAResponseTheSizeIsAskedForAgain() {
        Source source = source(50_000);
        fetch(source, IntervalSet.of(0, UNIT));
        rig.time.runFor(59_000_000_000L);
        fetch(source, IntervalSet.of(UNIT, 2 * UNIT));
        rig.time.runFor(61_000_000_000L);
        fetch(source, IntervalSet.of(2 * UNIT, 3 * UNIT));
        assertEquals(List.of("0..0", "0..0", "1..1", "0..0", "2..2"), server.requests);
    }

    @Test
    void s9_aLostResponseDoesNotLoseTheRoundAndTheNextRequestIsForChunk0() {
        server.responsesToLose = 1;
        Source source = source(50_000);
        fetch(source, DtpRig.everything());
        // 10 000 bytes short at most: the response comes a second later, from a repeat
        assertTrue(sink.held.bytes() >= SIZE - UNIT, () -> sink.missing().toString());
        assertEquals(SIZE, sink.told.get(0).size().orElse(-1));
    }

    @Test
    void s9_anUnknownPayloadIsFinalAndAskedForOnce() {
        Source other = rig.source(9, TransferOptions.defaults());
        fetch(other, DtpRig.everything());
        assertEquals(End.Kind.PERMANENT, sink.end.kind());
        assertEquals(Reason.Code.NOT_FOUND, sink.end.reason().orElseThrow().code());
        rig.time.runFor(60_000_000_000L);
        assertEquals(1, server.unknown);
    }

    @Test
    void s9_contactIsProbedByPingAtMostOnceIn10Seconds() {
        Source source = source(50_000);
        long before = rig.link.a().counters().get(PathCounters.Count.OFFERED);
        for (int i = 0; i < 5; i++) {
            source.contact();
            rig.time.runFor(1_000_000_000L);
        }
        assertEquals(1, rig.link.a().counters().get(PathCounters.Count.OFFERED) - before);
        rig.time.runFor(10_000_000_000L);
        var answer = source.contact().toCompletableFuture();
        rig.time.runFor(1_000_000_000L);
        assertEquals(End.Kind.ENDED, answer.join().end().kind());
        assertEquals(2, rig.link.a().counters().get(PathCounters.Count.OFFERED) - before);
        assertEquals(List.of(), server.requests);
    }

    @Test
    void s9_dataFromAnotherAddressAreTakenWithOneWarning() {
        server.sourceAddress = 77;
        fetch(source(50_000), DtpRig.everything());
        assertTrue(sink.isWhole());
        assertEquals(1, sink.notes.size());
        assertTrue(
                sink.notes.get(0).text().contains("node 77"), sink.notes.get(0).text());
    }

    @Test
    void s9_theMtuIs256UnlessTheProfileSaysMore() {
        fetch(source(50_000), IntervalSet.of(0, 10));
        assertEquals(UNIT, source(50_000).traits().unitBytes());
        rig.profile = Optional.of(PeerProfile.parse("sat1 = csp://10, mtu 200, 2 kB/s"));
        assertEquals(192, rig.source(3, TransferOptions.defaults()).traits().unitBytes());
    }

    @Test
    void s9_manyGapsAreAskedForEightAtATime() {
        long[] bounds = new long[40];
        for (int i = 0; i < 20; i++) {
            bounds[2 * i] = (long) i * 10 * UNIT;
            bounds[2 * i + 1] = bounds[2 * i] + UNIT;
        }
        IntervalSet wanted = IntervalSet.ofBounds(bounds);
        Source source = source(100_000);
        assertEquals(8, source.traits().maxIntervals());
        fetch(source, wanted);
        assertEquals(wanted, sink.held);
        assertEquals(4, server.requests.size());
    }

    @Test
    void s10_1_twoConnectionsAtMostForAllSessionsTogetherAndAllAreServed() {
        TestSink[] sinks = new TestSink[6];
        for (int i = 0; i < sinks.length; i++) {
            sinks[i] = new TestSink(truth);
            server.payloads.put(20 + i, truth);
            Source s = rig.source(
                    20 + i,
                    TransferOptions.builder().throughputBytesPerSecond(50_000).build());
            rig.fetch(s, DtpRig.everything(), sinks[i]);
        }
        for (TestSink one : sinks) {
            rig.await(one, 1_000);
            assertTrue(one.isWhole());
        }
        assertEquals(2, server.mostOpen);
    }

    @Test
    void s10_4_theNextRequestStandsInLineBeforeTheFirstHasEnded() {
        Source source = source(20_000);
        TestSink second = new TestSink(truth);
        rig.fetch(source, IntervalSet.of(0, 50_000), sink);
        rig.fetch(source, IntervalSet.of(50_000, SIZE), second);
        rig.await(second, 100);
        assertTrue(sink.over);
        // 100 kB at 20 kB/s: a pause between the two of more than a round would show
        double seconds = rig.time.nowNs() / 1e9;
        assertTrue(seconds < 5.9, seconds + " s");
    }

    @Test
    void s10_5_aLongStreamIsKeptAliveAndEndsWhole() {
        fetch(source(2_000), DtpRig.everything());
        assertTrue(sink.isWhole());
        assertEquals(1, server.requests.size());
    }

    @Test
    void s10_5_afterACancelTheDataOfTheOldRequestServeTheNextFetch() {
        Source source = source(5_000);
        TestSink first = new TestSink(truth);
        Fetch fetch = rig.fetch(source, DtpRig.everything(), first);
        rig.time.runFor(3_000_000_000L);
        IntervalSet rest = first.missing();
        fetch.cancel();
        fetch(source, rest);
        assertEquals(End.Kind.CANCELLED, first.end.kind());
        assertEquals(rest, sink.held);
        assertEquals(0, first.callsAfterEnd);
        assertEquals(1, server.requests.size(), "the C server streams on, so nothing has to be asked twice");
    }

    @Test
    void s10_6_aLineThatFallsSilentEndsTheRoundByTheIdleTimeout() {
        Source source = rig.source(
                3,
                TransferOptions.builder()
                        .throughputBytesPerSecond(5_000)
                        .idleTimeout(Duration.ofSeconds(3))
                        .build());
        rig.fetch(source, DtpRig.everything(), sink);
        rig.time.runFor(3_000_000_000L);
        long atNs = rig.time.nowNs();
        rig.link.b().change(dtp.path.Impairment.builder().loss(1).build());
        rig.await(sink, 100);
        assertEquals(End.Kind.QUIET, sink.end.kind());
        assertEquals(3.0, (rig.time.nowNs() - atNs) / 1e9, 0.5);
    }

    @Test
    void s10_8_theThroughputAskedForSuitsTheRoundsOfTheServer() {
        // csp-dtp.md §10.8: 50 000 B/s and eight single chunks of 1 016 bytes took 8 s, 50 800 B/s 0.8 s
        assertEquals(1_000_000_000L, CServerPacing.roundNs(50_000, 1_016));
        assertEquals(100_000_000L, CServerPacing.roundNs(50_800, 1_016));
        assertEquals(10_000_000L, CServerPacing.roundNs(101_600, 1_016));
        assertEquals(40 * 1_016, CServerPacing.best(50_000, 1_016, 8, 8 * 1_016));
        assertEquals(49 * 1_016, CServerPacing.best(50_000, 1_016, 1, 100_000_000));
        // asked for 100 B/s in packets of 192 it would send 192 B/s
        assertEquals(96, CServerPacing.best(100, 192, 1, 1_000));
        for (long limit = 1; limit < 3_000; limit += 7) {
            long best = CServerPacing.best(limit, 192, 3, 10_000);
            assertTrue(best >= 1 && best <= limit);
            assertTrue(CServerPacing.effectiveBytesPerSecond(best, 192) <= limit, "limit " + limit);
        }
    }

    @Test
    void s10_3_everyRequestHasAnotherId() {
        SessionIds ids = new SessionIds(new java.util.Random(1));
        assertNotEquals(ids.fresh(), ids.fresh());
    }

    @Test
    void withoutAnAnswerItIsNoContactAndNothingElse() {
        server.slots = 0;
        fetch(source(5_000), DtpRig.everything());
        assertEquals(End.Kind.TRANSIENT, sink.end.kind());
        assertEquals(Reason.Code.NO_CONTACT, sink.end.reason().orElseThrow().code());
        assertFalse(sink.end.reason().orElseThrow().text().isBlank());
    }
}
