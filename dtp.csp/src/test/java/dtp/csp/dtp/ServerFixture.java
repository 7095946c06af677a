package dtp.csp.dtp;

import dtp.csp.node.Target;
import dtp.csp.rdp.RdpEnd;
import dtp.csp.rdp.RdpListener;
import dtp.csp.rdp.RdpOptions;
import dtp.csp.wire.ChunkRange;
import dtp.csp.wire.DtpData;
import dtp.csp.wire.DtpRequest;
import dtp.csp.wire.DtpResponse;
import dtp.path.PathModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A server of ours, asked over bare connections, and what came of it. The test's thread. */
abstract class ServerFixture {
    static final long MS = 1_000_000L;
    static final int UNIT = 100;

    final byte[] truth = DtpRig.bytes(950, 4);
    final DtpRig rig = new DtpRig(5, PathModel.parse("delay=1ms"));
    final SimNode asker = rig.clientNode;
    final List<Long> offsets = new ArrayList<>();
    final List<Long> timesNs = new ArrayList<>();
    final List<Integer> ids = new ArrayList<>();

    ServerFixture() {
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
    static final class Asked implements RdpListener {
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

    Asked ask(ByteBuffer request) {
        return ask(asker, request);
    }

    static Asked ask(SimNode asker, ByteBuffer request) {
        Asked asked = new Asked();
        asker.execute(() -> asked.connection = asker.node()
                .connect(new Target(DtpRig.SERVER, 7, false, RdpOptions.DEFAULT), request, asked, asker.nowNs())
                .orElseThrow());
        return asked;
    }

    static ByteBuffer request(long throughput, int payload, int id, int mtu, ChunkRange... ranges) {
        DtpRequest request = DtpRequest.of(throughput, payload, id, mtu, List.of(ranges));
        ByteBuffer bytes = ByteBuffer.allocate(request.encodedBytes());
        request.encode(bytes);
        return bytes.flip().order(ByteOrder.LITTLE_ENDIAN);
    }

    long counted(DtpCounter what) {
        return rig.server.counters().get(what);
    }
}
