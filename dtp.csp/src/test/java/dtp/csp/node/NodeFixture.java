package dtp.csp.node;

import dtp.csp.rdp.RdpEnd;
import dtp.csp.rdp.RdpListener;
import dtp.csp.wire.CspVersion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Two nodes on a simulated link. The test's thread. */
abstract class NodeFixture {
    final SimulatedPair pair = new SimulatedPair(1, CspVersion.V2, SimulatedPair.Faults.NONE);

    static final class Ends implements RdpListener {
        final List<RdpEnd> ends = new ArrayList<>();

        @Override
        public void onData(ByteBuffer data, long nowNs) {}

        @Override
        public void onClosed(RdpEnd end, long nowNs) {
            ends.add(end);
        }
    }
}
