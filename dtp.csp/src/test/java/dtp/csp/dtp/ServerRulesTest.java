package dtp.csp.dtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.TransferOptions;
import dtp.api.transport.End;
import dtp.api.transport.RefusedException;
import dtp.api.transport.Source;
import dtp.csp.node.NodeSettings;
import dtp.csp.node.Target;
import dtp.csp.rdp.RdpEnd;
import dtp.csp.rdp.RdpListener;
import dtp.csp.rdp.RdpOptions;
import dtp.csp.wire.ChunkRange;
import dtp.csp.wire.CspHeader;
import dtp.csp.wire.CspVersion;
import dtp.csp.wire.DecodeException;
import dtp.csp.wire.DtpData;
import dtp.csp.wire.DtpRequest;
import dtp.csp.wire.DtpResponse;
import dtp.csp.wire.RdpTrailer;
import dtp.path.Impairment;
import dtp.path.PathModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What our server makes of requests, asked over bare connections: csp-dtp.md §9, §10 and §11. */
class ServerRulesTest {
    private static final long MS = 1_000_000L;
    private static final int UNIT = 100;

    private final byte[] truth = DtpRig.bytes(950, 4);
    private final DtpRig rig = new DtpRig(5, PathModel.parse("delay=1ms"));
    private final SimNode asker = rig.clientNode;
    private final List<Long> offsets = new ArrayList<>();
    private final List<Long> timesNs = new ArrayList<>();
    private final List<Integer> ids = new ArrayList<>();

    ServerRulesTest() {
        asker.execute(() -> {
            rig.client.stop(0);
            asker.node().bind(8, (header, packet, nowNs) -> {
                offsets.add(DtpData.offset(packet));
                ids.add(DtpData.sessionId(packet));
                timesNs.add(nowNs);
            });
        });
        rig.serve(ServerSettings.DEFAULT);
        rig.serving.with(3, truth);
    }

    /** What one connection heard. */
    private static final class Asked implements RdpListener {
        final List<byte[]> data = new ArrayList<>();
        dtp.csp.node.CspConnection connection;
        RdpEnd end;
        long responseNs;

        @Override
        public void onData(ByteBuffer bytes, long nowNs) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            data.add(copy);
            responseNs = nowNs;
        }

        @Override
        public void onClosed(RdpEnd how, long nowNs) {
            end = how;
        }

        DtpResponse response(int id) throws Exception {
            return DtpResponse.decode(ByteBuffer.wrap(data.get(0)), id);
        }
    }

    private Asked ask(ByteBuffer request) {
        return ask(asker, request);
    }

    private static Asked ask(SimNode asker, ByteBuffer request) {
        Asked asked = new Asked();
        asker.execute(() -> asked.connection = asker.node()
                .connect(new Target(DtpRig.SERVER, 7, false, RdpOptions.DEFAULT), request, asked, asker.nowNs())
                .orElseThrow());
        return asked;
    }

    private static ByteBuffer request(long throughput, int payload, int id, int mtu, ChunkRange... ranges) {
        DtpRequest request = DtpRequest.of(throughput, payload, id, mtu, List.of(ranges));
        ByteBuffer bytes = ByteBuffer.allocate(request.encodedBytes());
        request.encode(bytes);
        return bytes.flip().order(ByteOrder.LITTLE_ENDIAN);
    }

    private long counted(DtpCounter what) {
        return rig.server.counters().get(what);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "12, 2, 0", "12, 2, 8", "4, 1, 0", "4, 1, 9", "4, 1, 255", "16, 4, 3"})
    void s9_aBadFieldClosesTheConnectionAndIsCounted(int at, int bytes, int value) {
        ByteBuffer bad = request(10_000, 3, 1, 108, new ChunkRange(0, 2));
        if (bytes == 1) {
            bad.put(at, (byte) value);
        } else if (bytes == 2) {
            bad.putShort(at, (short) value);
        } else {
            bad.putInt(at, value);
        }
        Asked asked = ask(bad);
        rig.time.runFor(1_000 * MS);
        assertEquals(RdpEnd.RESET, asked.end);
        assertEquals(1, counted(DtpCounter.SERVED_BAD_REQUEST));
        assertEquals(0, offsets.size());
        theServerStillServes();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 79, 81, 87})
    void s9_aRequestOfAnotherLengthClosesTheConnectionAndIsCounted(int length) {
        Asked asked = ask(ByteBuffer.allocate(length));
        rig.time.runFor(1_000 * MS);
        assertEquals(RdpEnd.RESET, asked.end);
        assertEquals(1, counted(DtpCounter.SERVED_BAD_REQUEST));
        theServerStillServes();
    }

    @Test
    void s9_aStartBeyondTheEndClosesTheConnectionAndIsCounted() {
        Asked asked = ask(request(10_000, 3, 1, 108, new ChunkRange(10, 10)));
        rig.time.runFor(1_000 * MS);
        assertEquals(RdpEnd.RESET, asked.end);
        assertEquals(1, counted(DtpCounter.SERVED_BEYOND_END));
        assertEquals(0, asked.data.size());
        theServerStillServes();
    }

    @Test
    void s9_anUnknownPayloadIsClosedWithoutAResponse() {
        Asked asked = ask(request(10_000, 99, 1, 108, ChunkRange.EVERYTHING));
        rig.time.runFor(1_000 * MS);
        assertEquals(RdpEnd.RESET, asked.end);
        assertEquals(0, asked.data.size());
        assertEquals(List.of("99 by 11"), rig.serving.asked);
    }

    @Test
    void aPayloadThatCannotBeServedNowIsMetWithSilenceSoThatTheClientTriesAgain() {
        rig.serving.refusal = RefusedException.Why.TOO_MANY;
        Asked asked = ask(request(10_000, 99, 1, 108, ChunkRange.EVERYTHING));
        rig.time.runFor(5_000 * MS);
        assertEquals(null, asked.end);
        rig.time.runFor(20_000 * MS);
        assertEquals(RdpEnd.TIMED_OUT, asked.end);
        assertEquals(1, counted(DtpCounter.SERVED_UNAVAILABLE));
    }

    private void theServerStillServes() {
        offsets.clear();
        ask(request(1_000_000, 3, 5, 108, ChunkRange.EVERYTHING));
        rig.time.runFor(2_000 * MS);
        assertEquals(10, offsets.size());
        assertEquals(0, rig.serving.open());
    }

    @Test
    void s6_intervalsAreServedInTheirOrderAndTheLastChunkIsShorter() throws Exception {
        Asked asked = ask(
                request(10_000, 3, 0x900dface, 108, new ChunkRange(7, 9), new ChunkRange(1, 1), new ChunkRange(3, 4)));
        rig.time.runFor(2_000 * MS);
        assertEquals(List.of(700L, 800L, 900L, 100L, 300L, 400L), offsets);
        assertEquals(RdpEnd.RESET, asked.end);
        assertEquals(5 * UNIT + 50, asked.response(0x900dface).sizeInBytes());
        assertEquals(950, asked.response(0x900dface).totalSize());
        assertTrue(ids.stream().allMatch(id -> id == 0x900dface));
    }

    @Test
    void s10_theFirstPacketFollowsTheResponseBy20Ms() {
        Asked asked = ask(request(1_000_000, 3, 1, 108, ChunkRange.EVERYTHING));
        rig.time.runFor(2_000 * MS);
        long headStartMs = (timesNs.get(0) - asked.responseNs) / MS;
        assertTrue(headStartMs >= 20 && headStartMs <= 22, headStartMs + " ms");
    }

    @Test
    void s10_theResponseIsRepeatedAfter150And450And1350MsUntilItIsAcknowledged() {
        Asked asked = ask(request(1_000, 3, 1, 108, ChunkRange.EVERYTHING));
        rig.time.runFor(3 * MS);
        List<Long> seen = new ArrayList<>();
        rig.link.a().change(Impairment.builder().loss(1).build());
        rig.link.a().onFrame(frame -> {
            if (frame.remaining() == 6 + 80 + 5) {
                seen.add(rig.time.nowNs() / MS);
            }
        });
        rig.time.runFor(1_500 * MS);
        assertEquals(4, seen.size(), seen.toString());
        assertEquals(
                List.of(150L, 450L, 1_350L),
                seen.subList(1, 4).stream().map(t -> t - seen.get(0)).toList());
        assertEquals(null, asked.end);
    }

    @Test
    void s9_requestsOfOneNodeForOnePayloadAreServedOneAfterTheOther() {
        ask(request(10_000, 3, 1, 108, ChunkRange.EVERYTHING));
        ask(request(10_000, 3, 2, 108, ChunkRange.EVERYTHING));
        rig.time.runFor(5_000 * MS);
        assertEquals(20, ids.size());
        assertEquals(1, ids.subList(0, 10).stream().distinct().count());
        assertEquals(1, ids.subList(10, 20).stream().distinct().count());
    }

    @Test
    void s9_requestsForOtherPayloadsAreServedSideBySideAndShareTheRate() {
        rig.server.stop(rig.time.nowNs());
        DtpServer shared = new DtpServer(
                rig.serverNode, rig.serving, new ServerSettings(2_048, 10_000, 8), Runnable::run, rig.log::add);
        rig.serverNode.execute(shared::start);
        rig.serving.with(4, DtpRig.bytes(10_000, 8)).with(5, DtpRig.bytes(10_000, 8));
        ask(request(100_000, 4, 1, 108, ChunkRange.EVERYTHING));
        ask(request(100_000, 5, 2, 108, ChunkRange.EVERYTHING));
        rig.time.runFor(1_020 * MS);
        assertEquals(100, ids.size(), 8);
        long first = ids.stream().filter(id -> id == 1).count();
        assertTrue(Math.abs(2 * first - ids.size()) < 8, first + " of " + ids.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {100, 1_000, 9_999, 250_000, 5_000_000})
    void theRateIsKeptWithin2Percent(long throughput) {
        int packets = (int) Math.max(30, Math.min(20_000, throughput / UNIT * 2));
        rig.serving.with(6, DtpRig.bytes(packets * UNIT, 8));
        ask(request(throughput, 6, 1, 108, ChunkRange.EVERYTHING));
        rig.time.runFor(2_000_000 * MS);
        assertEquals(packets, offsets.size());
        double seconds = (timesNs.get(packets - 1) - timesNs.get(0)) / 1e9;
        double rate = (packets - 1) * UNIT / seconds;
        assertEquals(1.0, rate / throughput, 0.02, "asked " + throughput + ", got " + rate);
    }

    @Test
    void s9_theClientsRstStopsTheStreamAtOnce() {
        Asked asked = ask(request(1_000, 3, 1, 108, ChunkRange.EVERYTHING));
        rig.time.runFor(350 * MS);
        asker.execute(() -> asked.connection.close(asker.nowNs()));
        rig.time.runFor(10 * MS);
        int sent = offsets.size();
        rig.time.runFor(5_000 * MS);
        assertEquals(sent, offsets.size());
        assertEquals(0, rig.serving.open());
        assertEquals(1, counted(DtpCounter.SERVED_CUT_SHORT));
    }

    @Test
    void s9_aClientThatPromisedKeepAlivesAndIsSilentIsGivenUpAfterAMinute() {
        rig.serving.with(7, DtpRig.bytes(1_000_000, 7));
        ask(request(1_000, 7, 1, 108, ChunkRange.EVERYTHING));
        rig.time.runFor(2_000 * MS);
        rig.link.a().change(Impairment.builder().loss(1).build());
        rig.time.runFor(50_000 * MS);
        assertEquals(1, rig.serving.open());
        rig.time.runFor(20_000 * MS);
        assertEquals(0, rig.serving.open());
    }

    @Test
    void aPayloadThatChangesWhileItIsServedClosesTheConnection() {
        MemoryPayload changing = new MemoryPayload("8", DtpRig.bytes(1_000_000, 7), 1_000_000, true);
        rig.serving.with(8, changing);
        Asked asked = ask(request(500_000, 8, 1, 108, ChunkRange.EVERYTHING));
        rig.time.runFor(100 * MS);
        changing.change();
        rig.time.runFor(3_000 * MS);
        assertEquals(RdpEnd.RESET, asked.end);
        assertEquals(1, counted(DtpCounter.SERVED_READ_FAILED));
        assertTrue(offsets.size() < 10_000);
    }

    @Test
    void aLargerMtuThanItsOwnIsRefusedAndItsOwnIsTold() throws Exception {
        Asked asked = ask(request(10_000, 3, 1, 4_000, ChunkRange.EVERYTHING));
        rig.time.runFor(1_000 * MS);
        assertEquals(2_048, asked.response(1).extension().orElseThrow().largestMtu());
        assertEquals(RdpEnd.RESET, asked.end);
        assertEquals(0, offsets.size());
        assertEquals(1, counted(DtpCounter.SERVED_MTU_TOO_LARGE));
    }

    @Test
    void anMtuThatItsNodeCannotSendIsRefusedAndTheNodesOwnIsToldAndOthersAreServed() throws Exception {
        DtpRig small = new DtpRig(5, PathModel.parse("delay=1ms"));
        NodeSettings node = NodeSettings.of(DtpRig.SERVER, CspVersion.V2).withMaxDataBytes(512);
        small.serve(ServerSettings.DEFAULT, new SimNode(small.time, node, 77));
        small.serving.with(3, truth).with(4, DtpRig.bytes(20_000, 8));
        Asked asked = ask(small.clientNode, request(10_000, 4, 1, 2_000, ChunkRange.EVERYTHING));
        TestSink other = new TestSink(truth);
        small.time.runFor(1_000 * MS);
        small.download(small.source(3, DtpRig.options(512, 10_000).build()), other, 3);
        assertEquals(512, asked.response(1).extension().orElseThrow().largestMtu());
        assertEquals(RdpEnd.RESET, asked.end);
        assertEquals(1, small.server.counters().get(DtpCounter.SERVED_MTU_TOO_LARGE));
        assertTrue(other.isWhole());
    }

    @Test
    void aRequestThatFailsWithAFaultOfTheProgramEndsAndTheOthersGoOn() {
        rig.serving.with(4, DtpRig.bytes(20_000, 8)).with(5, DtpRig.bytes(20_000, 9));
        Asked first = ask(request(10_000, 4, 1, 108, ChunkRange.EVERYTHING));
        ask(request(10_000, 5, 2, 108, ChunkRange.EVERYTHING));
        rig.time.runFor(100 * MS);
        rig.serving.opened.get(0).onSent = () -> {
            throw new IllegalStateException("a fault");
        };
        assertThrows(IllegalStateException.class, () -> rig.time.runFor(1_000 * MS));
        rig.time.runFor(5_000 * MS);
        assertEquals(RdpEnd.RESET, first.end);
        assertEquals(1, counted(DtpCounter.SERVED_FAILED));
        assertEquals(200, ids.stream().filter(id -> id == 2).count());
        assertEquals(0, rig.serving.open());
        assertTrue(rig.log.get(0).contains("a fault"), rig.log.toString());
    }

    @Test
    void s11_aPayloadAbove4GiBIsRefusedToAClientThatCountsBytes() throws Exception {
        rig.serving.with(9, new MemoryPayload("9", truth, 1L << 33, false));
        Asked asked = ask(request(10_000, 9, 1, 108, ChunkRange.EVERYTHING));
        rig.time.runFor(1_000 * MS);
        assertEquals(1L << 33, asked.response(1).payloadSize());
        assertEquals(0, offsets.size());
        assertEquals(1, counted(DtpCounter.SERVED_TOO_LARGE));
        assertTrue(rig.log.get(0).contains("4 GiB"), rig.log.get(0));
    }

    @Test
    void s11_aPayloadAbove4GiBIsFetchedByCountingChunks() {
        DtpRig big = new DtpRig(5, PathModel.parse("delay=1ms")).serve(ServerSettings.DEFAULT);
        int unit = 2_040;
        byte[] pattern = DtpRig.bytes(unit, 3);
        long size = (1L << 33) - 100;
        big.serving.with(9, new MemoryPayload("9", pattern, size, false));
        long start = 3_000_000L * unit;
        List<Long> written = new ArrayList<>();
        TestSink sink = new TestSink(new byte[0]) {
            @Override
            public Take write(long offset, ByteBuffer data) {
                written.add(offset);
                return Take.MORE;
            }
        };
        var source = big.source(9, DtpRig.options(2_048, 1_000_000).build());
        big.fetch(source, dtp.api.interval.IntervalSet.of(start, start + 3L * unit), sink);
        big.await(sink, 100);
        assertEquals(List.of(start, start + unit, start + 2L * unit), written);
    }

    @Test
    void s11_aDigestIsComputedOnceForAllRequestsAndGoesOnBehindTheirEnd() {
        MemoryPayload payload = new MemoryPayload("6", truth, truth.length, false);
        rig.serving.with(6, payload);
        for (int i = 1; i < 4; i++) {
            Asked asked = ask(request(1_000_000, 6, i, 108, ChunkRange.EVERYTHING));
            rig.time.runFor(1_000 * MS);
            assertEquals(RdpEnd.RESET, asked.end);
        }
        assertEquals(1, payload.digestsAsked);
        assertEquals(1, rig.serving.open(), "it is still being read");
        payload.pending.complete(new dtp.api.payload.Digest("SHA-256", new byte[32]));
        rig.time.runFor(MS);
        assertEquals(0, rig.serving.open());
    }

    @Test
    void theOperatorsStopEndsTheStream() {
        Asked asked = ask(request(1_000, 3, 1, 108, ChunkRange.EVERYTHING));
        rig.time.runFor(300 * MS);
        rig.serving.opened.get(0).stop.accept(dtp.api.Reason.of(dtp.api.Reason.Code.USER, "stop"));
        rig.time.runFor(1_000 * MS);
        assertEquals(RdpEnd.RESET, asked.end);
        assertTrue(offsets.size() < 5);
    }

    @Test
    void aFetchInLineAtAServerThatStopsIsNotRefusedForGoodAndGoesOnAtTheNextServer() {
        DtpRig line = new DtpRig(5, PathModel.parse("delay=1ms")).serve(ServerSettings.DEFAULT);
        line.serving.with(3, truth);
        ask(line.clientNode, request(100, 3, 1, 108, ChunkRange.EVERYTHING));
        Source source = line.source(3, DtpRig.options(108, 10_000).build());
        TestSink sink = new TestSink(truth);
        line.fetch(source, DtpRig.everything(), sink);
        line.time.runFor(2_000 * MS);
        line.serverNode.execute(() -> line.server.stop(line.time.nowNs()));
        line.await(sink, 100);
        assertEquals(End.Kind.TRANSIENT, sink.end.kind(), sink.end.toString());
        assertEquals(List.of("3 by 11"), line.serving.asked, "what waits is not opened any more");
        var next = new DtpServer(line.serverNode, line.serving, ServerSettings.DEFAULT, Runnable::run, line.log::add);
        line.serverNode.execute(next::start);
        line.download(source, sink, 3);
    }

    @Test
    void aRequestWhosePayloadIsStillBeingOpenedIsLeftInSilenceWhenTheServerStops() {
        rig.serving.door = new CompletableFuture<>();
        Asked asked = ask(request(10_000, 3, 1, 108, ChunkRange.EVERYTHING));
        rig.time.runFor(100 * MS);
        stopAndExpectSilence(asked);
        rig.serving.door.complete(null);
        rig.time.runFor(MS);
        assertEquals(0, rig.serving.open());
    }

    @Test
    void aRequestThatWaitsForItsDigestIsLeftInSilenceWhenTheServerStops() {
        rig.serving.with(6, new MemoryPayload("6", truth, truth.length, false));
        Asked asked = ask(request(10_000, 6, 1, 108, ChunkRange.EVERYTHING));
        rig.time.runFor(20 * MS);
        stopAndExpectSilence(asked);
        assertEquals(0, rig.serving.open());
    }

    private void stopAndExpectSilence(Asked asked) {
        assertEquals(0, asked.data.size());
        rig.serverNode.execute(() -> rig.server.stop(rig.time.nowNs()));
        rig.time.runFor(5_000 * MS);
        assertEquals(null, asked.end);
        rig.time.runFor(20_000 * MS);
        assertEquals(RdpEnd.TIMED_OUT, asked.end);
    }

    @Test
    void aRequestThatComesAfterTheServerHasStoppedIsNotServed() {
        List<RdpTrailer> answers = new ArrayList<>();
        rig.link.a().onFrame(frame -> answers.add(trailer(frame)));
        ByteBuffer syn = ByteBuffer.allocate(24);
        RdpOptions.DEFAULT.syn().encode(syn);
        rig.serverNode.receive(rdp(syn.flip(), new RdpTrailer(RdpTrailer.SYN, 0, 100, 0)));
        rig.time.runFor(10 * MS);
        int iss = answers.get(0).seq();
        rig.serverNode.receive(rdp(ByteBuffer.allocate(0), new RdpTrailer(RdpTrailer.ACK, 1, 101, iss)));
        rig.serverNode.execute(() -> rig.server.stop(rig.time.nowNs()));
        rig.time.runFor(10 * MS);
        ByteBuffer late = request(10_000, 3, 1, 108, ChunkRange.EVERYTHING);
        rig.serverNode.receive(rdp(late, new RdpTrailer(RdpTrailer.ACK, 0, 101, iss)));
        rig.time.runFor(1_000 * MS);
        assertEquals(List.of(), rig.serving.asked);
        assertEquals(0, rig.serverNode.node().connectionCount());
        assertEquals(List.of(), answers.stream().filter(RdpTrailer::rst).toList());
    }

    private static RdpTrailer trailer(ByteBuffer frame) {
        try {
            return RdpTrailer.strip(frame);
        } catch (DecodeException e) {
            throw new AssertionError(e);
        }
    }

    private static ByteBuffer rdp(ByteBuffer data, RdpTrailer trailer) {
        ByteBuffer packet = ByteBuffer.allocate(6 + data.remaining() + RdpTrailer.BYTES);
        int ports = CspHeader.portsAndFlags(7, 20, CspHeader.RDP);
        CspVersion.V2.write(CspHeader.of(CspHeader.HIGH, DtpRig.CLIENT, DtpRig.SERVER, ports), packet);
        trailer.encode(packet.put(data));
        return packet.flip();
    }

    @Test
    void manySessionsAreServedToManyClientsOfOneNode() {
        DtpRig many = new DtpRig(5, PathModel.parse("delay=5ms,loss=0.02")).serve(ServerSettings.DEFAULT);
        List<TestSink> sinks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            byte[] bytes = DtpRig.bytes(20_000 + i, i);
            many.serving.with(i, bytes);
            sinks.add(new TestSink(bytes));
        }
        for (int i = 0; i < 20; i++) {
            many.download(
                    many.source(
                            i,
                            TransferOptions.builder()
                                    .throughputBytesPerSecond(100_000)
                                    .build()),
                    sinks.get(i),
                    20);
        }
        assertTrue(sinks.stream().allMatch(TestSink::isWhole));
    }
}
