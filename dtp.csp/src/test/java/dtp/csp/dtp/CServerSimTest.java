package dtp.csp.dtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.TransferOptions;
import dtp.api.transport.End;
import dtp.api.transport.Source;
import dtp.path.PathModel;
import dtp.tck.sim.SeededTest;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.TestInstance;

/** Over any link our client never harms the model of the C server, and always gets the whole file. */
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class CServerSimTest {
    @SeededTest(300)
    void theServerLivesAndTheFileComesWhole(long seed) {
        Random random = new Random(seed);
        String path = "loss=" + random.nextInt(20) / 100.0 + ",delay=" + random.nextInt(300) + "ms,jitter="
                + random.nextInt(20)
                + "ms,dup=" + random.nextInt(5) / 100.0 + ",reorder=" + random.nextInt(5) / 100.0 + "/30ms,cut="
                + (1 + random.nextInt(5)) + "s.." + (6 + random.nextInt(20)) + "s";
        DtpRig rig = new DtpRig(seed, PathModel.parse(path));
        FragileCServer server = new FragileCServer(rig.time, rig.link.b());
        server.responsesToLose = random.nextInt(3);
        int sessions = 1 + random.nextInt(3);
        TestSink[] sinks = new TestSink[sessions];
        Source[] sources = new Source[sessions];
        for (int i = 0; i < sessions; i++) {
            byte[] truth = DtpRig.bytes(1 + random.nextInt(40_000), seed + i);
            server.payloads.put(i, truth);
            sinks[i] = new TestSink(truth);
            long rate = 1_000L + random.nextInt(40_000);
            sources[i] = rig.source(
                    i, TransferOptions.builder().throughputBytesPerSecond(rate).build());
        }
        for (int round = 0; round < 400 && !allWhole(sinks); round++) {
            for (int i = 0; i < sessions; i++) {
                if (!sinks[i].isWhole() && (sinks[i].over || round == 0)) {
                    sinks[i].over = false;
                    boolean first = sinks[i].held.isEmpty() && random.nextBoolean();
                    rig.fetch(
                            sources[i],
                            first ? DtpRig.everything() : sinks[i].missing().firstIntervals(8),
                            sinks[i]);
                }
            }
            boolean ended = rig.time.runUntil(() -> anyOver(sinks), 2_000_000_000_000L);
            assertTrue(ended, () -> "nothing has ended for 2000 s over " + path);
        }
        for (TestSink sink : sinks) {
            assertTrue(sink.isWhole(), () -> "missing " + sink.missing() + ", last " + sink.end + " over " + path);
            assertTrue(sink.end == null || sink.end.kind() != End.Kind.PERMANENT, () -> String.valueOf(sink.end));
            assertEquals(0, sink.callsAfterEnd);
        }
        assertEquals(List.of(), server.harm);
        assertEquals(0, server.unknown);
    }

    private static boolean allWhole(TestSink[] sinks) {
        boolean all = true;
        for (TestSink sink : sinks) {
            all &= sink.isWhole();
        }
        return all;
    }

    private static boolean anyOver(TestSink[] sinks) {
        for (TestSink sink : sinks) {
            if (sink.over && !sink.isWhole()) {
                return true;
            }
        }
        return allWhole(sinks);
    }
}
