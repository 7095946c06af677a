package dtp.csp.node;

import static dtp.csp.node.SimulatedPair.GROUND;
import static dtp.csp.node.SimulatedPair.MS;
import static dtp.csp.node.SimulatedPair.SAT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.csp.rdp.RdpOptions;
import dtp.csp.wire.Capture;
import dtp.csp.wire.CmpIdent;
import dtp.csp.wire.CspHeader;
import dtp.csp.wire.CspVersion;
import dtp.csp.wire.DtpData;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The node: ports, routes, services, agents, and what it drops. */
class CspNodeTest extends NodeFixture {
    private long dataHeader(CspNode from, int to) {
        return from.header(CspHeader.LOW, to, 8, 0, 0);
    }

    private static SendResult send(CspNode node, long header, int... data) {
        Frame frame = node.newFrame();
        ByteBuffer payload = frame.payload();
        for (int b : data) {
            payload.put((byte) b);
        }
        return node.send(header, frame);
    }

    @Test
    void aDataPacketReachesTheHandlerOfItsPort() {
        List<String> got = new ArrayList<>();
        pair.ground.bind(
                8, (header, payload, nowNs) -> got.add(CspHeader.toString(header) + " n=" + payload.remaining()));
        assertEquals(SendResult.SENT, send(pair.sat, dataHeader(pair.sat, GROUND), 1, 2, 3));
        pair.runTo(20);
        assertEquals(List.of("prio 3 10:0 > 11:8 flags 0 n=3"), got);
    }

    @Test
    void aFrameCanBeSentAgainAsItIs() {
        List<Integer> got = new ArrayList<>();
        pair.ground.bind(8, (header, payload, nowNs) -> got.add((int) payload.get()));
        Frame frame = pair.sat.newFrame();
        frame.payload().put((byte) 42);
        pair.sat.send(dataHeader(pair.sat, GROUND), frame);
        pair.sat.send(dataHeader(pair.sat, GROUND), frame);
        pair.runTo(20);
        assertEquals(List.of(42, 42), got);
    }

    @Test
    void aPacketToTheNodeItselfComesInItsNextTurn() {
        List<Long> got = new ArrayList<>();
        pair.ground.bind(8, (header, payload, nowNs) -> got.add(nowNs));
        send(pair.ground, dataHeader(pair.ground, GROUND), 1);
        assertEquals(List.of(), got);
        assertEquals(0, pair.ground.nextDeadlineNs());
        pair.runTo(1);
        assertEquals(1, got.size());
    }

    @Test
    void whatNobodyWantsIsDroppedAndCountedByReason() {
        CspNode node = pair.ground;
        send(pair.sat, dataHeader(pair.sat, GROUND), 1);
        send(pair.sat, pair.sat.header(CspHeader.LOW, GROUND, 8, 0, CspHeader.HMAC), 1);
        send(pair.sat, pair.sat.header(CspHeader.LOW, GROUND, 40, 0, 0), 1);
        pair.runTo(20);
        node.onFrame(ByteBuffer.wrap(new byte[] {1, 2, 3}), pair.nowNs);
        node.onFrame(ByteBuffer.allocate(5_000), pair.nowNs);
        ByteBuffer other = ByteBuffer.allocate(10);
        CspVersion.V2.write(pair.sat.header(CspHeader.LOW, 99, 8, 0, 0), other);
        node.onFrame(other.flip(), pair.nowNs);
        ByteBuffer crc = ByteBuffer.allocate(16);
        CspVersion.V2.write(pair.sat.header(CspHeader.LOW, GROUND, 8, 0, CspHeader.CRC32), crc);
        node.onFrame(crc.rewind(), pair.nowNs);
        assertEquals(1, node.counters().get(NodeCounter.NO_HANDLER));
        assertEquals(1, node.counters().get(NodeCounter.FLAGS_UNSUPPORTED));
        assertEquals(1, node.counters().get(NodeCounter.LATE_ANSWER));
        assertEquals(1, node.counters().get(NodeCounter.TOO_SHORT));
        assertEquals(1, node.counters().get(NodeCounter.TOO_LONG));
        assertEquals(1, node.counters().get(NodeCounter.NOT_FOR_US));
        assertEquals(1, node.counters().get(NodeCounter.BAD_CHECKSUM));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 9, 13})
    void aPacketWithMoreDataThanTheNodesLargestIsTooLongAlthoughAFrameHasRoomForTrailers(int more) {
        CspNode node = pair.ground;
        for (int port : new int[] {ServicePorts.PING, 8}) {
            long header = CspHeader.of(CspHeader.NORMAL, SAT, GROUND, CspHeader.portsAndFlags(port, 20, 0));
            ByteBuffer packet = ByteBuffer.allocate(6 + 4_096 + more);
            CspVersion.V2.write(header, packet);
            node.onFrame(packet.rewind(), 0);
        }
        assertEquals(2, node.counters().get(NodeCounter.TOO_LONG));
        assertEquals(0, node.counters().get(NodeCounter.NO_HANDLER));
        assertEquals(0, pair.sent.size());
    }

    @Test
    void noPacketOfTheCapturesHoweverDamagedDisturbsTheNode() {
        Random random = new Random(5);
        for (String name : Capture.NAMES) {
            Capture capture = Capture.load(name);
            CspNode node = new CspNode(NodeSettings.of(SAT, capture.version()), new Random(1));
            Ends ends = new Ends();
            node.listen(7, (connection, nowNs) -> ends);
            for (int round = 0; round < 50; round++) {
                for (Capture.Packet packet : capture.packets()) {
                    byte[] bytes = packet.bytes();
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                    node.onFrame(ByteBuffer.wrap(bytes, 0, random.nextInt(bytes.length + 1)), round * MS);
                    node.onTime(round * MS);
                }
            }
            node.stop(100 * MS);
            assertEquals(0, node.connectionCount());
        }
    }

    @Test
    void aPingComesBackWholeWithAndWithoutChecksum() {
        List<Long> trips = new ArrayList<>();
        pair.ground.calls().ping(SAT, 256, false, 1_000 * MS, 0, trips::add);
        pair.ground.calls().ping(SAT, 252, true, 1_000 * MS, 0, trips::add);
        pair.ground.calls().ping(SAT, 0, false, 1_000 * MS, 0, trips::add);
        pair.runTo(100);
        assertEquals(List.of(20 * MS, 20 * MS, 20 * MS), trips);
        assertEquals(20 * MS, pair.ground.rttNs(SAT));
    }

    @Test
    void aPingThatIsNotAnsweredTellsSoOnce() {
        pair.satLink.transmit(false);
        List<Long> trips = new ArrayList<>();
        pair.ground.calls().ping(SAT, 10, false, 500 * MS, 0, trips::add);
        pair.runTo(2_000);
        assertEquals(List.of(-1L), trips);
        assertEquals(1, pair.sat.counters().get(NodeCounter.SEND_INHIBITED));
        assertThrows(
                IllegalArgumentException.class, () -> pair.ground.calls().ping(SAT, 4_093, true, 0, 0, trips::add));
    }

    @Test
    void identUptimeAndFreeBuffersAreAnswered() {
        List<Optional<CmpIdent>> idents = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        pair.runTo(5_000);
        long untilNs = 10_000 * MS;
        pair.ground.calls().ident(SAT, untilNs, pair.nowNs, idents::add);
        pair.ground.calls().uptimeS(SAT, untilNs, pair.nowNs, numbers::add);
        pair.ground.calls().freeBuffers(SAT, untilNs, pair.nowNs, numbers::add);
        pair.runTo(6_000);
        assertEquals("dtp", idents.get(0).orElseThrow().hostname());
        assertEquals(List.of(5L, 100L), numbers);
    }

    @Test
    void rebootAndMemoryAccessAreRefusedAndCounted() {
        for (int port : new int[] {2, 3, 4}) {
            send(pair.ground, pair.ground.header(CspHeader.NORMAL, SAT, port, 20, 0), 0x80, 7, 0x80, 7);
        }
        send(pair.ground, pair.ground.header(CspHeader.NORMAL, SAT, 0, 20, 0), 0, 4, 0, 0, 0, 0, 4);
        int before = pair.sent.size();
        pair.runTo(100);
        assertEquals(4, pair.sat.counters().get(NodeCounter.SERVICE_REFUSED));
        assertEquals(before, pair.sent.size());
    }

    @Test
    void transmitInhibitStopsEverythingEvenAcks() {
        pair.sat.listen(7, (connection, nowNs) -> new Ends());
        pair.ground.connect(new Target(SAT, 7, false, RdpOptions.DEFAULT), ByteBuffer.allocate(80), new Ends(), 0);
        pair.runTo(500);
        pair.groundLink.transmit(false);
        int before = pair.sent.size();
        pair.runTo(5_000);
        assertEquals(
                0,
                pair.sent.stream().skip(before).filter(s -> s.from() == GROUND).count());
        assertTrue(pair.ground.counters().get(NodeCounter.SEND_INHIBITED) > 0);
    }

    @Test
    void theLinkThatNamesTheDestinationGoesBeforeTheDefault() {
        CspNode node = new CspNode(NodeSettings.of(1, CspVersion.V2), new Random(1));
        List<String> taken = new ArrayList<>();
        for (String route : new String[] {"", "10,12-15", "20"}) {
            NodeLink link = node.attach(route, route.isEmpty() ? Routes.DEFAULT : Routes.parse(route));
            link.connect(new dtp.api.link.CspLink() {
                @Override
                public boolean send(int nextHop, ByteBuffer frame) {
                    return taken.add(route + ">" + nextHop);
                }

                @Override
                public void close() {}
            });
            link.state(true, "");
        }
        for (int to : new int[] {10, 11, 12, 15, 16, 20}) {
            assertEquals(SendResult.SENT, send(node, dataHeader(node, to), 1));
        }
        assertEquals(List.of("10,12-15>10", ">11", "10,12-15>12", "10,12-15>15", ">16", "20>20"), taken);
        send(node, dataHeader(node, CspVersion.V2.broadcast()), 1);
        assertEquals(9, taken.size());
    }

    @Test
    void withoutALinkOrWithALinkThatIsDownPacketsAreDropped() {
        CspNode node = new CspNode(NodeSettings.of(1, CspVersion.V2), new Random(1));
        assertEquals(SendResult.DROPPED, send(node, dataHeader(node, 2), 1));
        node.attach("later", Routes.DEFAULT);
        assertEquals(SendResult.DROPPED, send(node, dataHeader(node, 2), 1));
        assertEquals(1, node.counters().get(NodeCounter.SEND_NO_ROUTE));
        assertEquals(1, node.counters().get(NodeCounter.SEND_LINK_DOWN));
    }

    @Test
    void aDataPacketCostsNoObjectOnItsWayOutAndIn() {
        CspNode node = pair.ground;
        long[] sum = new long[1];
        node.bind(8, (header, payload, nowNs) -> sum[0] += DtpData.offset(payload));
        Frame frame = node.newFrame();
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long header = dataHeader(node, GROUND);
        int packets = 20_000;
        long before = 0;
        for (int i = -packets; i < packets; i++) {
            if (i == 0) {
                before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            }
            DtpData.put(frame.payload(), 3, 7);
            node.send(header, frame);
            node.onTime(0);
        }
        long bytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertEquals(6L * packets, sum[0]);
        assertTrue(bytes < packets, bytes + " bytes for " + packets + " packets");
    }

    @Test
    void aPortIsBoundOnceAndFreeAgainWhenItsBindingIsClosed() {
        Binding binding = pair.ground.bind(8, (header, payload, nowNs) -> {});
        assertThrows(IllegalStateException.class, () -> pair.ground.bind(8, (header, payload, nowNs) -> {}));
        binding.close();
        pair.ground.bind(8, (header, payload, nowNs) -> {}).close();
    }

    /** Due at once, again and again. */
    private record Due(List<Long> turns, boolean fails) implements Agent {
        @Override
        public long nextDeadlineNs() {
            return 0;
        }

        @Override
        public void onTime(long nowNs) {
            turns.add(nowNs);
            if (fails) {
                throw new IllegalStateException("a fault");
            }
        }
    }

    @Test
    void anAgentThatFailsKeepsNobodyElseFromItsTurnAndRestsASecond() {
        List<Long> failing = new ArrayList<>();
        List<Long> sound = new ArrayList<>();
        pair.ground.add(new Due(failing, true));
        Binding other = pair.ground.add(new Due(sound, false));
        assertThrows(IllegalStateException.class, () -> pair.ground.onTime(5));
        pair.ground.onTime(6);
        assertEquals(List.of(5L), failing);
        assertEquals(List.of(5L, 6L), sound);
        other.close();
        assertEquals(1_000 * MS + 5, pair.ground.nextDeadlineNs());
        assertThrows(IllegalStateException.class, () -> pair.ground.onTime(1_000 * MS + 5));
    }
}
