package dtp.csp.dtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.csp.node.Target;
import dtp.csp.rdp.RdpEnd;
import dtp.csp.rdp.RdpListener;
import dtp.csp.rdp.RdpOptions;
import dtp.csp.wire.ChunkRange;
import dtp.csp.wire.DtpData;
import dtp.csp.wire.DtpRequest;
import dtp.path.PathModel;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** More transfers side by side than there is memory for reading two blocks ahead. */
class ManyStreamsTest {
    private static final int STREAMS = 40;
    private static final long S = 1_000_000_000L;

    private final DtpRig rig = new DtpRig(5, PathModel.parse("delay=1ms"));

    private void ask(int payload) {
        DtpRequest request = DtpRequest.of(10_000, payload, payload, 1_008, List.of(ChunkRange.EVERYTHING));
        ByteBuffer bytes = ByteBuffer.allocate(request.encodedBytes());
        request.encode(bytes);
        Target target = new Target(DtpRig.SERVER, 7, false, RdpOptions.DEFAULT);
        rig.clientNode.execute(() -> {
            long nowNs = rig.time.nowNs();
            assertTrue(rig.clientNode
                    .node()
                    .connect(target, bytes.flip(), new Silent(), nowNs)
                    .isPresent());
        });
    }

    private static final class Silent implements RdpListener {
        @Override
        public void onData(ByteBuffer data, long nowNs) {}

        @Override
        public void onClosed(RdpEnd end, long nowNs) {}
    }

    @Test
    void s9_allOfThemHaveDataWithinTwoSecondsAndGoOn() {
        Map<Integer, Integer> packets = new HashMap<>();
        rig.clientNode.execute(() -> {
            rig.client.stop(0);
            rig.clientNode
                    .node()
                    .bind(8, (header, packet, nowNs) -> packets.merge(DtpData.sessionId(packet), 1, Integer::sum));
        });
        rig.serve(new ServerSettings(2_048, Long.MAX_VALUE, STREAMS));
        byte[] bytes = DtpRig.bytes(4_096, 1);
        for (int i = 1; i <= STREAMS; i++) {
            rig.serving.with(i, new MemoryPayload("" + i, bytes, 1 << 20, true));
            ask(i);
        }
        rig.time.runFor(2 * S);
        assertEquals(STREAMS, packets.size());
        rig.time.runFor(60 * S);
        assertEquals(STREAMS, packets.values().stream().filter(n -> n > 590).count(), packets.toString());
    }
}
