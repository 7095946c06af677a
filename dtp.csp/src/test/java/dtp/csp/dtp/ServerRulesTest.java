package dtp.csp.dtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.TransferOptions;
import dtp.api.transport.RefusedException;
import dtp.csp.node.NodeSettings;
import dtp.csp.rdp.RdpEnd;
import dtp.csp.wire.ChunkRange;
import dtp.csp.wire.CspVersion;
import dtp.path.Impairment;
import dtp.path.PathModel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What our server makes of requests, and how it sends what they ask for: csp-dtp.md §9, §10 and §11. */
class ServerRulesTest extends ServerFixture {
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
