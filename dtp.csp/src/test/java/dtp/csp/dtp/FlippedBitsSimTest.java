package dtp.csp.dtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.transport.Source;
import dtp.path.PathModel;
import dtp.tck.sim.SeededTest;
import java.util.Random;

/** Packets of every kind with bits flipped and ends cut off: nothing breaks, and the next clean transfer is whole. */
class FlippedBitsSimTest {
    @SeededTest(200)
    void clientAndServerOutliveAnyPacket(long seed) {
        Random random = new Random(seed);
        DtpRig rig = new DtpRig(seed, PathModel.parse("delay=5ms")).serve(ServerSettings.DEFAULT);
        byte[] bytes = DtpRig.bytes(20_000, seed);
        rig.serving.with(3, bytes).with(4, bytes);
        boolean[] spoil = {true};
        rig.link.a().onFrame(frame -> {
            // data bytes have no checksum on a CSP link without CRC: their headers and all control packets are spoilt
            boolean data = (frame.get(0) & 0xff) >>> 6 == 3;
            rig.clientNode.receive(spoil[0] ? spoilt(frame, data ? 14 : Integer.MAX_VALUE, data, random) : frame);
        });
        rig.link
                .b()
                .onFrame(frame ->
                        rig.serverNode.receive(spoil[0] ? spoilt(frame, Integer.MAX_VALUE, false, random) : frame));
        Source source = rig.source(3, DtpRig.options(256, 50_000).build());
        TestSink tried = new Tolerant();
        rig.fetch(source, DtpRig.everything(), tried);
        rig.time.runUntil(() -> tried.over, 200_000_000_000L);
        assertTrue(tried.over, "a fetch ends whatever comes");
        spoil[0] = false;
        source.close();
        rig.time.runFor(120_000_000_000L);
        TestSink clean = new TestSink(bytes);
        rig.download(rig.source(4, DtpRig.options(256, 50_000).build()), clean, 3);
        assertEquals(0, clean.callsAfterEnd);
        assertEquals(0, rig.serving.open());
    }

    /** What it is given may be wrong: offsets were spoilt on the way. */
    private static final class Tolerant extends TestSink {
        Tolerant() {
            super(new byte[0]);
        }

        @Override
        public Take write(long offset, java.nio.ByteBuffer data) {
            callsAfterEnd += over ? 1 : 0;
            return Take.MORE;
        }
    }

    private static java.nio.ByteBuffer spoilt(java.nio.ByteBuffer frame, int within, boolean data, Random random) {
        if (random.nextInt(3) > 0 || !frame.hasRemaining()) {
            return frame;
        }
        if (!data && random.nextInt(3) == 0) {
            return frame.limit(frame.position() + random.nextInt(frame.remaining()));
        }
        int at = frame.position() + random.nextInt(Math.min(within, frame.remaining()));
        return frame.put(at, (byte) (frame.get(at) ^ 1 << random.nextInt(8)));
    }
}
