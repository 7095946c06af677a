package dtp.csp.dtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.TransferOptions;
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
}
