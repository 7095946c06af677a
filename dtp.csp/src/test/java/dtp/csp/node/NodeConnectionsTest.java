package dtp.csp.node;

import static dtp.csp.node.SimulatedPair.GROUND;
import static dtp.csp.node.SimulatedPair.MS;
import static dtp.csp.node.SimulatedPair.SAT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.csp.rdp.RdpEnd;
import dtp.csp.rdp.RdpListener;
import dtp.csp.rdp.RdpOptions;
import dtp.csp.wire.Capture;
import dtp.csp.wire.CspHeader;
import dtp.csp.wire.CspVersion;
import dtp.csp.wire.DecodeException;
import dtp.csp.wire.RdpTrailer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Connections of a node: their ports, their number, how they begin and end. */
class NodeConnectionsTest extends NodeFixture {
    @Test
    void theLargestPacketIsTakenWithItsTrailersAndItsChecksum() {
        List<Integer> got = new ArrayList<>();
        pair.sat.listen(7, (connection, nowNs) -> new RdpListener() {
            @Override
            public void onData(ByteBuffer data, long at) {
                got.add(data.remaining());
            }

            @Override
            public void onClosed(RdpEnd end, long at) {}
        });
        Target target = new Target(SAT, 7, true, RdpOptions.DEFAULT);
        pair.ground.connect(target, ByteBuffer.allocate(4_096), new Ends(), 0);
        List<Long> trips = new ArrayList<>();
        pair.ground.calls().ping(SAT, 4_096, false, 1_000 * MS, 0, trips::add);
        pair.runTo(100);
        assertEquals(List.of(4_096), got);
        assertEquals(List.of(20 * MS), trips);
    }

    @Test
    void sourcePortsRotateAndRestAfterAnUncleanEnd() {
        PortPool pool = new PortPool(new Random(3));
        Set<Integer> seen = new HashSet<>();
        int first = pool.take(0);
        pool.release(first, true, 0);
        assertNotEquals(first, pool.take(0));
        PortPool fresh = new PortPool(new Random(4));
        for (int i = 0; i < 45; i++) {
            int port = fresh.take(0);
            assertTrue(port >= 18 && port <= 62 && seen.add(port));
        }
        assertEquals(-1, fresh.take(0));
        fresh.release(30, false, 1_000 * MS);
        assertEquals(-1, fresh.take(15_999 * MS));
        assertEquals(30, fresh.take(16_000 * MS));
    }

    @Test
    void aFreshSynOfARestartedClientIsANewConnectionAtOnce() throws DecodeException {
        Capture capture = Capture.load("rdp-halfopen-restart.hex");
        CspNode server = new CspNode(NodeSettings.of(SAT, CspVersion.V2), new Random(9));
        List<Ends> accepted = new ArrayList<>();
        server.listen(7, (connection, nowNs) -> {
            accepted.add(new Ends());
            return accepted.get(accepted.size() - 1);
        });
        List<RdpTrailer> answers = new ArrayList<>();
        NodeLink link = server.attach("", Routes.DEFAULT);
        link.connect(new dtp.api.link.CspLink() {
            @Override
            public boolean send(int nextHop, ByteBuffer frame) {
                try {
                    answers.add(RdpTrailer.strip(frame));
                } catch (DecodeException e) {
                    throw new AssertionError(e);
                }
                return true;
            }

            @Override
            public void close() {}
        });
        link.state(true, "");
        List<Capture.Packet> syns = capture.packets().stream()
                .filter(Capture.Packet::toServer)
                .filter(p -> p.bytes().length == 35)
                .toList();
        server.onFrame(syns.get(0).buffer(), 0);
        RdpTrailer synAck = answers.get(0);
        ByteBuffer request = ByteBuffer.allocate(200);
        CspVersion.V2.write(CspVersion.V2.read(syns.get(0).buffer()), request);
        int seq = syns.get(0).content().duplicate().position(31).getShort() & 0xffff;
        request.put(new byte[80]);
        new RdpTrailer(RdpTrailer.ACK, 0, seq + 1 & 0xffff, synAck.seq()).encode(request);
        server.onFrame(request.flip(), MS);
        assertEquals(1, accepted.size());

        server.onFrame(syns.get(1).buffer(), 1_200 * MS);
        assertEquals(List.of(RdpEnd.REPLACED), accepted.get(0).ends);
        RdpTrailer second = answers.get(answers.size() - 1);
        assertEquals(RdpTrailer.SYN | RdpTrailer.ACK, second.flags());
        assertEquals(syns.get(1).content().duplicate().position(31).getShort() & 0xffff, second.ack());
        assertEquals(1, server.connectionCount());
    }

    @Test
    void aNodeCanConnectToItself() {
        Ends served = new Ends();
        Ends client = new Ends();
        CspNode node = pair.ground;
        node.listen(7, (connection, nowNs) -> new RdpListener() {
            @Override
            public void onData(ByteBuffer data, long at) {
                connection.close(at);
            }

            @Override
            public void onClosed(RdpEnd end, long at) {
                served.onClosed(end, at);
            }
        });
        node.connect(new Target(GROUND, 7, true, RdpOptions.DEFAULT), ByteBuffer.allocate(80), client, 0);
        pair.runTo(1_000);
        assertEquals(List.of(RdpEnd.RESET), client.ends);
        assertEquals(List.of(RdpEnd.CLOSED), served.ends);
        assertEquals(List.of(), pair.sent);
    }

    @Test
    void aRequestWithoutDataOrBeyondTheLargestPacketIsRefused() {
        for (int length : new int[] {0, 4_097}) {
            Target target = new Target(SAT, 7, false, RdpOptions.DEFAULT);
            ByteBuffer request = ByteBuffer.allocate(length);
            assertThrows(IllegalArgumentException.class, () -> pair.ground.connect(target, request, new Ends(), 0));
        }
        assertEquals(0, pair.ground.connectionCount());
    }

    @Test
    void connectionsBeyondTheLimitAreNotAnswered() {
        CspNode server = new CspNode(NodeSettings.of(SAT, CspVersion.V2).withMaxConnections(2), new Random(9));
        server.listen(7, (connection, nowNs) -> new Ends());
        Capture.Packet syn = Capture.load("udp-v2.pcap").packets().get(0);
        for (int port = 20; port < 25; port++) {
            ByteBuffer packet = syn.buffer();
            long header = CspHeader.of(1, GROUND, SAT, CspHeader.portsAndFlags(7, port, CspHeader.RDP));
            CspVersion.V2.write(header, packet);
            server.onFrame(packet.rewind(), 0);
        }
        assertEquals(2, server.connectionCount());
        assertEquals(3, server.counters().get(NodeCounter.TABLE_FULL));
    }

    @Test
    void stoppingEndsConnectionsAndCallsWithoutAPacket() {
        Ends ends = new Ends();
        List<Long> trips = new ArrayList<>();
        pair.ground.connect(new Target(SAT, 7, false, RdpOptions.DEFAULT), ByteBuffer.allocate(80), ends, 0);
        pair.ground.calls().ping(SAT, 1, false, 1_000 * MS, 0, trips::add);
        int before = pair.sent.size();
        pair.ground.stop(0);
        assertEquals(List.of(RdpEnd.STOPPED), ends.ends);
        assertEquals(List.of(-1L), trips);
        assertEquals(before, pair.sent.size());
    }
}
