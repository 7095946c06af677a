package dtp.csp.dtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.Source;
import dtp.csp.wire.CspHeader;
import dtp.csp.wire.CspVersion;
import dtp.csp.wire.DecodeException;
import dtp.path.Impairment;
import dtp.path.PathModel;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** {@code ?mtu=auto}: what a transfer asks for was proven by pings before, or is 256 (csp-dtp.md §9). */
class MtuProbeSimTest {
    private static final int CSP_HEADER_BYTES = 6;

    private final byte[] truth = DtpRig.bytes(60_000, 9);
    private int pings;

    private DtpRig rig(String path, IntPredicate pingOfMtuPasses) {
        DtpRig rig = new DtpRig(3, PathModel.parse(path)).serve(ServerSettings.DEFAULT);
        rig.serving.with(3, truth);
        rig.link.b().onFrame(frame -> {
            if (!isPing(frame)) {
                rig.serverNode.receive(frame);
                return;
            }
            pings++;
            if (pingOfMtuPasses.test(frame.remaining() - CSP_HEADER_BYTES)) {
                rig.serverNode.receive(frame);
            }
        });
        return rig;
    }

    private static boolean isPing(ByteBuffer frame) {
        try {
            return CspHeader.destinationPort(CspVersion.V2.read(frame.duplicate())) == 1;
        } catch (DecodeException e) {
            throw new AssertionError(e);
        }
    }

    private static Source auto(DtpRig rig, TransferOptions.Builder options) {
        TransferOptions built = options.throughputBytesPerSecond(100_000).build();
        return rig.transport.source(Endpoint.parse("csp://10/3?mtu=auto"), built);
    }

    private int downloadedWithMtu(DtpRig rig, TransferOptions.Builder options) {
        Source source = auto(rig, options);
        TestSink sink = new TestSink(truth);
        rig.download(source, sink, 30);
        assertTrue(sink.isWhole());
        return source.traits().unitBytes() + 8;
    }

    @Test
    void anMtuThatPingsProveIsAskedFor() {
        DtpRig rig = rig("delay=50ms", mtu -> true);
        assertEquals(2_048, downloadedWithMtu(rig, TransferOptions.builder()));
        assertTrue(pings <= 8, pings + " pings");
    }

    @Test
    void aNodeWithSmallBuffersIsNeverAskedForMoreThanTheyHold() {
        DtpRig rig = rig("delay=50ms", mtu -> mtu <= 600);
        assertEquals(512, downloadedWithMtu(rig, TransferOptions.builder()));
    }

    @Test
    void aLossyPathProvesNoMoreThanTheBuffersHold() {
        DtpRig rig = rig("loss=0.2,delay=50ms", mtu -> mtu <= 1_024);
        int mtu = downloadedWithMtu(rig, TransferOptions.builder());
        assertTrue(mtu >= 256 && mtu <= 1_024, "MTU " + mtu);
    }

    @Test
    void aNodeThatAnswersNoPingsIsAskedForTwoHundredFiftySix() {
        DtpRig rig = rig("delay=50ms", mtu -> false);
        assertEquals(256, downloadedWithMtu(rig, TransferOptions.builder()));
        assertEquals(2, pings);
    }

    @Test
    void whatTheUserAsksForIsTheMostThatIsUsed() {
        DtpRig rig = rig("delay=50ms", mtu -> true);
        assertEquals(700, downloadedWithMtu(rig, TransferOptions.builder().mtu(700)));
    }

    @Test
    void theProofHoldsForTheContactAndIsForgottenAfterSixtySecondsOfSilence() {
        int[] buffer = {2_048};
        DtpRig rig = rig("delay=50ms", mtu -> mtu <= buffer[0]);
        downloadedWithMtu(rig, TransferOptions.builder());
        int first = pings;
        buffer[0] = 300;
        rig.time.runFor(MtuProof.HOLDS_NS / 2);
        downloadedWithMtu(rig, TransferOptions.builder());
        assertEquals(first, pings, "proven in this contact already");
        rig.time.runFor(MtuProof.HOLDS_NS + 1);
        assertEquals(256, downloadedWithMtu(rig, TransferOptions.builder()));
        assertTrue(pings > first);
    }

    @Test
    void aFetchThatIsClosedWhilePingsAreOutEnds() {
        DtpRig rig = rig("delay=50ms", mtu -> true);
        Source source = auto(rig, TransferOptions.builder());
        TestSink sink = new TestSink(truth);
        rig.fetch(source, DtpRig.everything(), sink);
        rig.time.runFor(1_000_000);
        source.close();
        rig.await(sink, 1);
        rig.time.runFor(MtuProof.HOLDS_NS);
        assertEquals(0, sink.writes);
        assertEquals(0, rig.serving.open());
    }

    @Test
    void aFetchThatWaitedForItsTurnWhileTheContactWasLostAsksOnlyForWhatIsProvenAnew() {
        DtpRig rig = new DtpRig(3, PathModel.parse("delay=50ms"));
        FragileCServer server = new FragileCServer(rig.time, rig.link.b());
        server.payloads.put(3, truth);
        server.buffer = 2_048;
        Source source = rig.transport.source(
                Endpoint.parse("csp://10/3?mtu=auto"),
                TransferOptions.builder().throughputBytesPerSecond(4_000).build());
        TestSink first = new TestSink(truth);
        TestSink second = new TestSink(truth);
        rig.fetch(source, IntervalSet.of(0, 30_000), first);
        rig.time.runUntil(() -> first.writes > 0, 100_000_000_000L);
        rig.fetch(source, IntervalSet.of(30_000, truth.length), second);
        Impairment before = rig.link.b().impairment();
        Impairment nothing = Impairment.builder().loss(1).build();
        rig.link.a().change(nothing);
        rig.link.b().change(nothing);
        rig.await(first, 100);
        // what answers next is another program
        server.buffer = 256;
        rig.link.a().change(before);
        rig.link.b().change(before);
        rig.await(second, 1_000);
        assertEquals(List.of(), server.harm);
        assertEquals(256, source.traits().unitBytes() + 8);
        assertTrue(
                second.missing().intersect(IntervalSet.of(30_000, truth.length)).isEmpty());
    }

    @Test
    void aNodeThatTakesLessThanTwoHundredFiftySixItselfAsksForWhatIsConfigured() {
        DtpRig rig = new DtpRig(3, PathModel.parse("delay=50ms"), 200).serve(ServerSettings.DEFAULT);
        rig.serving.with(3, truth);
        assertEquals(200, downloadedWithMtu(rig, TransferOptions.builder()));
    }

    @Test
    void anyOtherOptionOfAnEndpointIsRefused() {
        DtpRig rig = rig("delay=50ms", mtu -> true);
        for (String wrong : new String[] {"mtu=512", "rate=auto"}) {
            Endpoint endpoint = Endpoint.parse("csp://10/3?" + wrong);
            assertThrows(IllegalArgumentException.class, () -> rig.transport.check(endpoint));
        }
    }
}
