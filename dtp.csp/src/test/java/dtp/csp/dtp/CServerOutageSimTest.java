package dtp.csp.dtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Reason;
import dtp.api.TransferOptions;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.End;
import dtp.api.transport.Source;
import dtp.path.Impairment;
import dtp.path.PathModel;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The link goes while a C server works on a request: it goes on, and what is asked next must not burden it (csp-dtp.md §9, §10). */
class CServerOutageSimTest {
    private static final long S = 1_000_000_000L;
    private static final int SIZE = 100_000;
    private static final int OTHER = 4;
    /** Bytes per second, so that all of it takes more than an hour. */
    private static final long SLOW = 25;

    private final byte[] truth = DtpRig.bytes(SIZE, 9);
    private final DtpRig rig = new DtpRig(3, PathModel.parse("delay=20ms"));
    private final FragileCServer server = new FragileCServer(rig.time, rig.link.b());
    private final TestSink sink = new TestSink(truth);

    CServerOutageSimTest() {
        server.payloads.put(3, truth);
    }

    @AfterEach
    void theServerLives() {
        assertEquals(List.of(), server.harm);
        assertEquals(0, sink.callsAfterEnd);
    }

    private Source source(int payload, long bytesPerSecond) {
        TransferOptions options = TransferOptions.builder()
                .throughputBytesPerSecond(bytesPerSecond)
                .build();
        return rig.source(payload, options);
    }

    private void outage(long seconds) {
        Impairment before = rig.link.b().impairment();
        Impairment nothing = Impairment.builder().loss(1).build();
        rig.link.a().change(nothing);
        rig.link.b().change(nothing);
        rig.time.runFor(seconds * S);
        rig.link.a().change(before);
        rig.link.b().change(before);
    }

    private void everythingIsAskedAndTheLinkGoesRightAfterItsAcknowledgement(Source source) {
        server.responsesToLose = 1;
        rig.fetch(source, DtpRig.everything(), sink);
        rig.time.runUntil(() -> !server.requests.isEmpty(), 10 * S);
        outage(15);
        assertTrue(sink.over);
        assertEquals(End.Kind.TRANSIENT, sink.end.kind());
        sink.over = false;
    }

    @Test
    void s9_everythingIsAskedForOnceAlthoughTheLinkWentBeforeItsResponse() {
        Source source = source(3, 5_000);
        everythingIsAskedAndTheLinkGoesRightAfterItsAcknowledgement(source);
        rig.download(source, sink, 5);
        assertEquals(List.of("0..ffffffff", "0..0"), server.requests.subList(0, 2));
        assertEquals(1, server.requests.stream().filter("0..ffffffff"::equals).count());
    }

    @Test
    void s9_everythingIsAskedForOnceAlthoughItStoodInLineForTooLong() {
        server.payloads.put(OTHER, truth);
        TestSink first = new TestSink(truth);
        rig.fetch(source(OTHER, 1_200), DtpRig.everything(), first);
        rig.time.runFor(S);
        Source source = source(3, 50_000);
        rig.fetch(source, DtpRig.everything(), sink);
        // its turn comes as the other one is about to end, and then the downlink goes: it stands in line unanswered
        rig.time.runUntil(() -> server.openConnections() == 2, 200 * S);
        rig.time.runFor(S / 2);
        outage(15);
        rig.await(sink, 100);
        rig.download(source, sink, 5);
        assertEquals(
                1,
                server.requests.stream().filter("0..ffffffff"::equals).count() - 1,
                () -> server.requests.toString());
    }

    /** Asks for what is missing again and again, as the engine does. */
    private void fetchOnUntil(Source source, TestSink into, long untilS) {
        while (!into.isWhole() && rig.time.nowNs() < untilS * S) {
            into.over = false;
            IntervalSet missing = into.missing().firstIntervals(8);
            rig.fetch(source, missing, into);
            rig.time.runUntil(() -> into.over, untilS * S - rig.time.nowNs());
            rig.time.runFor(S);
        }
    }

    @Test
    void s10_5_aStreamThatOutlivesTheConnectionKeepsItsPlace() {
        Source source = source(3, SLOW);
        rig.fetch(source, DtpRig.everything(), sink);
        rig.time.runFor(5 * S);
        outage(15);
        rig.await(sink, 100);
        assertEquals(1, server.openConnections(), "the server streams on");
        fetchOnUntil(source, sink, 7_200);
        assertTrue(server.mostOpen <= 2, server.mostOpen + " slots were taken");
        assertTrue(sink.isWhole(), () -> sink.missing().toString());
    }

    private TestSink closedInMidStream() {
        Source source = source(3, SLOW);
        TestSink before = new TestSink(truth);
        rig.fetch(source, DtpRig.everything(), before);
        rig.time.runFor(100 * S);
        source.close();
        rig.time.runFor(100 * S);
        return before;
    }

    @Test
    void s10_5_aPausedSessionGoesOnWithTheDataOfItsOldRequest() {
        IntervalSet held = closedInMidStream().held;
        Source source = source(3, SLOW);
        rig.fetch(source, held.complement(SIZE), sink);
        rig.time.runFor(1_000 * S);
        assertEquals(SIZE, sink.told.get(0).size().orElse(-1));
        assertTrue(Math.abs(sink.held.bytes() - 24_800) <= 500, () -> sink.held.toString());
        assertEquals(1, server.requests.size());
        assertEquals(1, server.mostOpen);
        rig.time.runFor(4_000 * S);
        assertTrue(sink.over);
    }

    @Test
    void s9_dataOfAnotherSessionsRequestAreNotTaken() {
        closedInMidStream();
        rig.fetch(source(3, SLOW), DtpRig.everything(), sink);
        rig.time.runFor(1_000 * S);
        assertTrue(sink.held.isEmpty());
    }

    @Test
    void s10_5_aSourceThatIsClosedInMidStreamKeepsItsPlaceForTheNextOne() {
        closedInMidStream();
        fetchOnUntil(source(3, SLOW), sink, 10_800);
        assertTrue(server.mostOpen <= 2, server.mostOpen + " slots were taken");
        assertTrue(sink.isWhole(), () -> sink.missing().toString());
    }

    @Test
    void s10_1_requestsThatWereNeverAnsweredDoNotKeepEverybodyOut() {
        server.payloads.put(OTHER, truth);
        server.responsesToLose = 2;
        TestSink other = new TestSink(truth);
        rig.fetch(source(3, 50_000), DtpRig.everything(), sink);
        rig.time.runUntil(() -> server.requests.size() == 1, 10 * S);
        outage(15);
        rig.fetch(source(OTHER, 50_000), DtpRig.everything(), other);
        rig.time.runUntil(() -> server.requests.size() == 2, 10 * S);
        outage(15);
        assertTrue(sink.over && other.over);
        rig.download(source(3, 50_000), sink, 5);
        rig.download(source(OTHER, 50_000), other, 5);
        assertTrue(rig.time.nowNs() < 60 * S, () -> "took " + rig.time.nowNs() / S + " s");
    }

    @Test
    void s10_5_aFetchThatWaitsForRequestsWhichNobodyAnswersEndsAndSaysWhy() {
        server.responsesToLose = 3;
        Source source = source(3, 50_000);
        for (int n = 1; n <= 3; n++) {
            rig.fetch(source, DtpRig.everything(), sink);
            int requests = n;
            rig.time.runUntil(() -> server.requests.size() == requests, 10 * S);
            outage(15);
            assertTrue(sink.over);
            sink.over = false;
        }
        rig.fetch(source, DtpRig.everything(), sink);
        rig.await(sink, 100);
        assertEquals(End.Kind.TRANSIENT, sink.end.kind());
        assertEquals(Reason.Code.BUSY, sink.end.reason().orElseThrow().code());
        assertEquals(3, server.requests.size(), "no more than it has places for");
    }
}
