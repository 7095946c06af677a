package dtp.csp.dtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.transport.End;
import dtp.api.transport.Source;
import dtp.csp.rdp.RdpEnd;
import dtp.csp.rdp.RdpOptions;
import dtp.csp.wire.ChunkRange;
import dtp.csp.wire.CspHeader;
import dtp.csp.wire.CspVersion;
import dtp.csp.wire.DecodeException;
import dtp.csp.wire.RdpTrailer;
import dtp.path.Impairment;
import dtp.path.PathModel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How what our server serves ends before it is whole, by whom, and who goes on: csp-dtp.md §9. */
class ServerEndsTest extends ServerFixture {
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
}
