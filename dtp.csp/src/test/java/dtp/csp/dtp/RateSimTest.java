package dtp.csp.dtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.transport.Source;
import dtp.path.PathModel;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rate that is asked for, over a whole transfer in virtual time: from the first packet to the last. */
class RateSimTest {
    private static final int PACKETS = 400;
    private static final double WITHIN = 0.02;
    private static final int LONGEST_ROUND_S = 1;

    /** Notes when bytes come. */
    private static final class TimedSink extends TestSink {
        private final DtpRig rig;
        private long firstNs = -1;
        private long firstBytes;
        private long lastNs;

        TimedSink(DtpRig rig, byte[] truth) {
            super(truth);
            this.rig = rig;
        }

        @Override
        public Take write(long offset, ByteBuffer data) {
            lastNs = rig.time.nowNs();
            if (firstNs < 0) {
                firstNs = lastNs;
                firstBytes = data.remaining();
            }
            return super.write(offset, data);
        }

        double bytesPerSecond() {
            return (held.bytes() - firstBytes) / seconds();
        }

        double seconds() {
            return (lastNs - firstNs) / 1e9;
        }
    }

    private static byte[] payload(long rate, int mtu) {
        long quarterSecond = rate / 4;
        return DtpRig.bytes((int) Math.max((long) PACKETS * (mtu - 8), quarterSecond), rate);
    }

    @ParameterizedTest
    @CsvSource({
        "100, 256",
        "100, 64",
        "192, 256",
        "1000, 256",
        "1200, 200",
        "9600, 256",
        "100000, 256",
        "1000000, 1024",
        "10000000, 2048",
        "100000000, 2048"
    })
    void ourServerKeepsTheRateThatIsAskedFor(long rate, int mtu) {
        DtpRig rig = new DtpRig(rate, PathModel.parse("delay=50ms")).serve(ServerSettings.DEFAULT);
        byte[] truth = payload(rate, mtu);
        rig.serving.with(3, truth);
        TimedSink sink = new TimedSink(rig, truth);
        Source source = rig.source(3, DtpRig.options(mtu, rate).build());
        rig.download(source, sink, 1);
        assertEquals((double) rate, sink.bytesPerSecond(), rate * WITHIN);
    }

    /** It sends 192 B/s when it is asked for 100 (csp-dtp.md §6): what is asked of it is what it can keep. */
    @ParameterizedTest
    @CsvSource({"100, 108", "100, 256", "1000, 256", "9600, 256", "100000, 256", "1000000, 256"})
    void aCServerIsAskedForNoMoreThanItThenSendsAndItSendsNoMoreThanTheUserAllows(long rate, int mtu) {
        DtpRig rig = new DtpRig(rate, PathModel.parse("delay=50ms"));
        FragileCServer server = new FragileCServer(rig.time, rig.link.b());
        byte[] truth = payload(rate, mtu);
        server.payloads.put(3, truth);
        TimedSink sink = new TimedSink(rig, truth);
        Source source = rig.source(3, DtpRig.options(mtu, rate).build());
        rig.download(source, sink, 8);
        double mostBytes = rate * (sink.seconds() + LONGEST_ROUND_S); // the first round comes at once
        assertTrue(sink.held.bytes() <= mostBytes * (1 + WITHIN), sink.held.bytes() + " in " + sink.seconds() + " s");
        assertEquals(0, server.unknown);
        assertTrue(server.harm.isEmpty(), server.harm::toString);
    }
}
