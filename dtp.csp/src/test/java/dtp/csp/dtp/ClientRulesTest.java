package dtp.csp.dtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.TransferOptions;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.End;
import dtp.api.transport.Fetch;
import dtp.api.transport.Sink;
import dtp.api.transport.Source;
import dtp.csp.wire.Crc32c;
import dtp.csp.wire.DtpResponse;
import dtp.csp.wire.RdpTrailer;
import dtp.path.Impairment;
import dtp.path.PathModel;
import dtp.tck.sim.SeededTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Our client with our server: extensions, bad data, and whole transfers over bad links. */
class ClientRulesTest {
    private static final long S = 1_000_000_000L;
    private static final int SIZE = 60_000;
    private static final int UNIT = 248;

    private final byte[] truth = DtpRig.bytes(SIZE, 2);

    private DtpRig rig(String path) {
        DtpRig rig = new DtpRig(8, PathModel.parse(path)).serve(ServerSettings.DEFAULT);
        rig.serving.with(3, truth);
        return rig;
    }

    private static Source source(DtpRig rig, int mtu, long rate) {
        return rig.source(3, DtpRig.options(mtu, rate).build());
    }

    private static IntervalSet everyOtherChunk(int unit, int count) {
        long[] bounds = new long[2 * count];
        for (int i = 0; i < count; i++) {
            bounds[2 * i] = 2L * i * unit;
            bounds[2 * i + 1] = bounds[2 * i] + unit;
        }
        return IntervalSet.ofBounds(bounds);
    }

    @Test
    void s11_anExtendedServerIsAskedForAsManyGapsAsFitTheMtu() {
        DtpRig rig = rig("delay=5ms");
        Source source = source(rig, 256, 100_000);
        TestSink first = new TestSink(truth);
        rig.fetch(source, IntervalSet.of(0, 10), first);
        rig.await(first, 100);
        assertEquals(DtpDownload.EXTENDED_INTERVALS, source.traits().maxIntervals());
        assertEquals(27, DtpDownload.rangesThatFit(256));
        IntervalSet gaps = everyOtherChunk(UNIT, 27);
        TestSink sink = new TestSink(truth);
        long before = rig.client.counters().get(DtpCounter.REQUESTS);
        rig.fetch(source, gaps, sink);
        rig.await(sink, 100);
        assertEquals(gaps, sink.held);
        assertEquals(1, rig.client.counters().get(DtpCounter.REQUESTS) - before);
        assertEquals(248, DtpDownload.rangesThatFit(2_048));
    }

    @Test
    void s11_aLongRequestThatDoesNotGetThroughGoesAgainAs80Bytes() {
        DtpRig rig = rig("delay=5ms");
        Source source = source(rig, 256, 100_000);
        TestSink first = new TestSink(truth);
        rig.fetch(source, IntervalSet.of(0, 10), first);
        rig.await(first, 100);
        // a node on the way drops what is longer than 100 bytes of data
        var server = rig.serverNode;
        rig.link.b().onFrame(frame -> {
            if (frame.remaining() <= 6 + 100) {
                server.receive(frame);
            }
        });
        IntervalSet gaps = everyOtherChunk(UNIT, 20);
        TestSink sink = new TestSink(truth);
        rig.fetch(source, gaps, sink);
        rig.await(sink, 100);
        assertEquals(End.Kind.ENDED, sink.end.kind());
        assertEquals(gaps, sink.held);
        assertEquals(8, source.traits().maxIntervals());
    }

    @Test
    void aServerWithASmallerMtuIsAskedForItsOwn() {
        DtpRig rig = new DtpRig(8, PathModel.parse("delay=5ms")).serve(new ServerSettings(200, Long.MAX_VALUE, 4));
        rig.serving.with(3, truth);
        TestSink sink = new TestSink(truth);
        Source source = source(rig, 1_024, 100_000);
        rig.fetch(source, DtpRig.everything(), sink);
        rig.await(sink, 100);
        assertTrue(sink.isWhole(), () -> sink.missing() + " " + sink.end);
        assertEquals(192, source.traits().unitBytes());
    }

    @Test
    void aNodeThatSaysItServesPacketsTooSmallForAnyDataIsTakenForABaseServer() {
        DtpRig rig = rig("delay=5ms");
        rig.link.a().onFrame(frame -> rig.clientNode.receive(withLargestMtu(5, frame)));
        Source source = source(rig, 256, 50_000);
        TestSink sink = new TestSink(truth);
        rig.fetch(source, DtpRig.everything(), sink);
        rig.await(sink, 100);
        assertTrue(sink.isWhole(), () -> sink.missing() + " " + sink.end);
        assertEquals(1, rig.client.counters().get(DtpCounter.RESPONSE_BAD));
        TestSink next = new TestSink(truth);
        rig.fetch(source, IntervalSet.of(0, 1_000), next);
        rig.await(next, 100);
        assertEquals(End.Kind.ENDED, next.end.kind());
        assertEquals(8, source.traits().maxIntervals());
    }

    /** Every response with this instead of what its server said, and with the checksum that then fits. */
    private static ByteBuffer withLargestMtu(int mtu, ByteBuffer frame) {
        int response = frame.position() + 6;
        ByteBuffer in = frame.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (frame.remaining() == 6 + DtpResponse.BYTES + RdpTrailer.BYTES && in.getInt(response + 8) == 0x3150_5444) {
            in.putShort(response + 14, (short) mtu);
            in.putInt(response + 76, Crc32c.of(in, response, response + 76));
        }
        return frame;
    }

    @Test
    void aServerThatWasReplacedWhileNothingWasHeardIsTreatedAsABaseOne() {
        DtpRig rig = rig("delay=5ms");
        TestSink before = new TestSink(truth);
        rig.fetch(source(rig, 256, 50_000), DtpRig.everything(), before);
        rig.await(before, 100);
        rig.serverNode.stop();
        rig.time.runFor(61 * S);
        FragileCServer server = new FragileCServer(rig.time, rig.link.b());
        TestSink[] sinks = new TestSink[6];
        for (int i = 0; i < sinks.length; i++) {
            sinks[i] = new TestSink(truth);
            server.payloads.put(20 + i, truth);
            rig.fetch(rig.source(20 + i, DtpRig.options(256, 50_000).build()), DtpRig.everything(), sinks[i]);
        }
        for (TestSink one : sinks) {
            rig.await(one, 1_000);
            assertTrue(one.isWhole());
        }
        assertEquals(2, server.mostOpen);
        assertEquals(List.of(), server.harm);
    }

    @Test
    void aSinkThatHasNoRoomLosesTheBytesAndNothingElse() {
        DtpRig rig = rig("delay=5ms");
        Source source = source(rig, 256, 100_000);
        TestSink sink = new TestSink(truth);
        sink.answer = Sink.Take.FULL;
        rig.fetch(source, DtpRig.everything(), sink);
        rig.time.runFor(S / 5);
        sink.answer = Sink.Take.MORE;
        rig.await(sink, 100);
        assertEquals(End.Kind.ENDED, sink.end.kind());
        assertTrue(!sink.isWhole() && !sink.held.isEmpty());
        assertTrue(rig.download(source, sink, 3) <= 3);
    }

    @Test
    void t17_aCancelStopsAnExtendedServerAtOnce() {
        DtpRig rig = rig("delay=5ms");
        TestSink sink = new TestSink(truth);
        Fetch fetch = rig.fetch(source(rig, 256, 5_000), DtpRig.everything(), sink);
        rig.time.runFor(2 * S);
        fetch.cancel();
        rig.time.runFor(S / 10);
        assertEquals(End.Kind.CANCELLED, sink.end.kind());
        assertEquals(0, rig.serving.open());
    }

    @Test
    void aDigestThatWasNotReadyIsAskedForWhenAllIsHeld() {
        DtpRig rig = new DtpRig(8, PathModel.parse("delay=5ms")).serve(ServerSettings.DEFAULT);
        MemoryPayload slow = new MemoryPayload("3", truth, SIZE, false);
        rig.serving.with(3, slow);
        TestSink sink = new TestSink(truth);
        rig.fetch(source(rig, 256, 50_000), DtpRig.everything(), sink);
        rig.time.runFor(S / 2);
        slow.pending.complete(new dtp.api.payload.Digest("SHA-256", new byte[32]));
        rig.await(sink, 100);
        assertTrue(sink.isWhole());
        assertTrue(sink.told.get(sink.told.size() - 1).digest().isPresent());
    }

    @Test
    void aDigestThatNeverComesDoesNotKeepTheFetch() {
        DtpRig rig = new DtpRig(8, PathModel.parse("delay=5ms")).serve(ServerSettings.DEFAULT);
        rig.serving.with(3, new MemoryPayload("3", truth, SIZE, false));
        TestSink sink = new TestSink(truth);
        rig.fetch(source(rig, 256, 50_000), DtpRig.everything(), sink);
        rig.await(sink, 20);
        assertEquals(End.Kind.ENDED, sink.end.kind());
        assertTrue(sink.isWhole());
    }

    @Test
    void dataThatNobodyAskedForAreCountedAndDropped() {
        DtpRig rig = rig("delay=5ms");
        TestSink sink = new TestSink(truth);
        rig.fetch(source(rig, 256, 50_000), DtpRig.everything(), sink);
        Random random = new Random(5);
        for (int i = 0; i < 300; i++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            long header =
                    dtp.csp.wire.CspHeader.of(3, 10, DtpRig.CLIENT, dtp.csp.wire.CspHeader.portsAndFlags(8, 0, 0));
            java.nio.ByteBuffer frame = java.nio.ByteBuffer.allocate(6 + bytes.length);
            dtp.csp.wire.CspVersion.V2.write(header, frame);
            rig.link.b().send(frame.put(bytes).flip());
        }
        rig.await(sink, 100);
        assertTrue(sink.isWhole());
        DtpCounters counters = rig.client.counters();
        assertEquals(300, counters.get(DtpCounter.DATA_UNKNOWN_ID) + counters.get(DtpCounter.DATA_TOO_SHORT));
    }

    @Test
    void aRateFoundByMeasuringFollowsALinkThatGetsSlower() {
        byte[] big = DtpRig.bytes(6_000_000, 5);
        DtpRig rig = new DtpRig(1, PathModel.parse("delay=10ms,ba.rate=4M,queue=400k")).serve(ServerSettings.DEFAULT);
        rig.serving.with(3, big);
        TestSink sink = new TestSink(big);
        Source source = rig.source(3, TransferOptions.builder().mtu(1_024).build());
        rig.fetch(source, DtpRig.everything(), sink);
        rig.time.runFor(S);
        rig.link
                .b()
                .change(Impairment.builder()
                        .rateBytesPerSecond(500_000)
                        .queueBytes(100_000)
                        .build());
        rig.await(sink, 1_000);
        rig.download(source, sink, 50);
        double seconds = rig.time.nowNs() / 1e9;
        assertTrue(seconds < 25, "took " + seconds + " s");
    }

    @Test
    void tenMegabytesAt2MegabytesASecondAnd10PercentLossOfDataTakeLessThan8Seconds() {
        byte[] big = DtpRig.bytes(10_000_000, 5);
        for (int mtu : new int[] {1_024, 2_048}) {
            DtpRig rig = new DtpRig(1, PathModel.parse("delay=5ms")).serve(ServerSettings.DEFAULT);
            rig.serving.with(3, big);
            Random fate = new Random(mtu);
            rig.link.a().onFrame(frame -> {
                boolean data = (frame.get(0) & 0xff) >>> 6 == 3;
                if (!data || fate.nextInt(10) > 0) {
                    rig.clientNode.receive(frame);
                }
            });
            TestSink sink = new TestSink(big);
            int fetches =
                    rig.download(rig.source(3, DtpRig.options(mtu, 2_000_000).build()), sink, 200);
            double seconds = rig.time.nowNs() / 1e9;
            assertTrue(seconds < 8, "mtu " + mtu + ": " + seconds + " s in " + fetches + " fetches");
        }
    }

    @SeededTest(200)
    void overAnyLinkTheFileComesWhole(long seed) {
        Random random = new Random(seed);
        String path = "loss=" + random.nextInt(25) / 100.0 + ",delay=" + random.nextInt(400) + "ms,jitter="
                + random.nextInt(30)
                + "ms,dup=" + random.nextInt(10) / 100.0 + ",reorder=" + random.nextInt(10) / 100.0 + "/30ms,cut="
                + (1 + random.nextInt(5)) + "s.." + (6 + random.nextInt(40)) + "s";
        DtpRig rig = new DtpRig(seed, PathModel.parse(path)).serve(ServerSettings.DEFAULT);
        byte[] bytes = DtpRig.bytes(random.nextInt(150_000), seed);
        rig.serving.with(3, bytes);
        TestSink sink = new TestSink(bytes);
        TransferOptions.Builder options = TransferOptions.builder().mtu(64 + random.nextInt(1_500));
        if (random.nextBoolean()) {
            options.throughputBytesPerSecond(2_000 + random.nextInt(200_000));
        }
        int fetches = rig.download(rig.source(3, options.build()), sink, 400);
        assertTrue(fetches >= 1);
        assertEquals(0, sink.callsAfterEnd);
        rig.time.runFor(100 * S);
        assertEquals(0, rig.serving.open(), "payloads left open over " + path);
    }
}
