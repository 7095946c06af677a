package dtp.csp.node;

import static dtp.csp.node.SimulatedPair.GROUND;
import static dtp.csp.node.SimulatedPair.MS;
import static dtp.csp.node.SimulatedPair.SAT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.csp.rdp.RdpEnd;
import dtp.csp.rdp.RdpListener;
import dtp.csp.rdp.RdpOptions;
import dtp.csp.wire.CspHeader;
import dtp.csp.wire.CspVersion;
import dtp.csp.wire.RdpTrailer;
import dtp.csp.wire.SynOptions;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One packet that anybody can send, since a CSP header proves nothing: what must not follow from it. */
class ForgedPacketTest {
    private final SimulatedPair pair = new SimulatedPair(1, CspVersion.V2, SimulatedPair.Faults.NONE);

    private static ByteBuffer packet(CspVersion version, int source, int destination, int ports, int dataBytes) {
        ByteBuffer packet = ByteBuffer.allocate(version.headerBytes() + dataBytes);
        version.write(CspHeader.of(CspHeader.NORMAL, source, destination, ports), packet);
        return packet.rewind();
    }

    private static ByteBuffer syn(CspVersion version, int source, int port, SynOptions options) {
        int ports = CspHeader.portsAndFlags(7, port, CspHeader.RDP);
        ByteBuffer syn = packet(version, source, GROUND, ports, SynOptions.BYTES + RdpTrailer.BYTES);
        options.encode(syn.position(version.headerBytes()));
        new RdpTrailer(RdpTrailer.SYN, 0, 1, 0).encode(syn);
        return syn.rewind();
    }

    private static int toPort(int destinationPort, int sourcePort) {
        return CspHeader.portsAndFlags(destinationPort, sourcePort, 0);
    }

    private long refused() {
        return pair.ground.counters().get(NodeCounter.SOURCE_REFUSED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 6})
    void aServiceAnswersNoServiceOfAnotherNodeBecauseTheTwoWouldAnswerEachOtherForEver(int port) {
        for (int from = 0; from < 7; from++) {
            pair.ground.onFrame(packet(CspVersion.V2, SAT, GROUND, toPort(port, from), 4), 0);
        }
        pair.runTo(1_000);
        assertEquals(0, pair.sent.size());
        assertEquals(7, refused());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20})
    void aPacketFromOutsideThatClaimsToComeFromTheNodeItselfIsDropped(int port) {
        pair.ground.onFrame(packet(CspVersion.V2, GROUND, GROUND, toPort(1, port), 0), 0);
        assertEquals(Long.MAX_VALUE, pair.ground.nextDeadlineNs());
        assertEquals(1, refused());
        assertEquals(0, pair.sent.size());
    }

    @Test
    void anOwnBroadcastThatABusBringsBackIsDropped() {
        pair.ground.onFrame(packet(CspVersion.V2, GROUND, CspVersion.V2.broadcast(), toPort(1, 20), 0), 0);
        assertEquals(Long.MAX_VALUE, pair.ground.nextDeadlineNs());
        assertEquals(1, refused());
    }

    @ParameterizedTest
    @EnumSource(CspVersion.class)
    void nothingIsEverBroadcastForAPacketThatClaimsToComeFromTheBroadcastAddress(CspVersion version) {
        SimulatedPair nodes = new SimulatedPair(1, version, SimulatedPair.Faults.NONE);
        nodes.ground.listen(7, (connection, nowNs) -> null);
        nodes.ground.onFrame(packet(version, version.broadcast(), GROUND, toPort(1, 20), 8), 0);
        nodes.ground.onFrame(syn(version, version.broadcast(), 20, RdpOptions.DEFAULT.syn()), 0);
        nodes.runTo(2_000);
        assertEquals(0, nodes.sent.size());
        assertEquals(2, nodes.ground.counters().get(NodeCounter.SOURCE_REFUSED));
        assertEquals(0, nodes.ground.connectionCount());
    }

    @Test
    void aPingOfAnOwnPortIsStillAnsweredWholeAndByTheNodeItselfToo() {
        pair.ground.onFrame(packet(CspVersion.V2, SAT, GROUND, toPort(1, 7), 4), 0);
        assertEquals(1, pair.sent.size());
        long[] trip = {0};
        pair.ground.calls().ping(GROUND, 10, false, 1_000 * MS, 0, ns -> trip[0] = 1 + ns);
        pair.runTo(10);
        assertEquals(1, trip[0]);
        assertEquals(1, pair.sent.size());
    }

    private static final class Nobody implements RdpListener {
        @Override
        public void onData(ByteBuffer data, long nowNs) {}

        @Override
        public void onClosed(RdpEnd end, long nowNs) {}
    }

    @Test
    void forgedSynsLeaveRoomForOwnConnectionsAndAreForgottenAfterAMinute() {
        pair.ground.listen(7, (connection, nowNs) -> new Nobody());
        SynOptions aDay = new SynOptions(3, SynOptions.MAX_MS, 1_000, true, 1_000, 0);
        for (int port = 0; port <= CspHeader.MAX_PORT; port++) {
            pair.ground.onFrame(syn(CspVersion.V2, SAT, port, aDay), 0);
        }
        assertEquals(48, pair.ground.connectionCount());
        assertEquals(16, pair.ground.counters().get(NodeCounter.TABLE_FULL));
        Target sat = new Target(SAT, 7, false, RdpOptions.DEFAULT);
        for (int own = 0; own < 16; own++) {
            assertTrue(pair.ground
                    .connect(sat, ByteBuffer.allocate(80), new Nobody(), 0)
                    .isPresent());
        }
        pair.runTo(60_000);
        assertEquals(0, pair.ground.connectionCount());
        pair.ground.onFrame(syn(CspVersion.V2, SAT, 20, aDay), pair.nowNs);
        assertEquals(1, pair.ground.connectionCount());
    }
}
