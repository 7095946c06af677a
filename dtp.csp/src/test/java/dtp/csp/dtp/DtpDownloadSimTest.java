package dtp.csp.dtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.TransferOptions;
import dtp.api.payload.Digest;
import dtp.api.transport.End;
import dtp.api.transport.Source;
import dtp.path.PathModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our client downloads from our server, in virtual time. */
class DtpDownloadSimTest {
    private static final ServerSettings SERVER = ServerSettings.DEFAULT;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 247, 248, 249, 496, 10_000, 100_000})
    void aFileOfAnySizeComesWholeInOneFetch(int size) {
        byte[] truth = DtpRig.bytes(size, size);
        DtpRig rig = new DtpRig(1, PathModel.parse("delay=5ms")).serve(SERVER);
        rig.serving.with(3, truth);
        TestSink sink = new TestSink(truth);
        Source source = rig.source(
                3, TransferOptions.builder().throughputBytesPerSecond(50_000).build());
        rig.fetch(source, DtpRig.everything(), sink);
        rig.await(sink, 100);
        assertEquals(End.Kind.ENDED, sink.end.kind(), sink.end.toString());
        assertTrue(sink.isWhole(), () -> sink.missing().toString());
        assertEquals(size, sink.told.get(0).size().orElse(-1));
        assertEquals(Digest.SHA_256, sink.told.get(0).digest().orElseThrow().algorithm());
        assertEquals(MemoryPayload.MODIFIED, sink.told.get(0).modified().orElseThrow());
        assertEquals(0, rig.serving.open(), "every payload is closed again");
    }

    @Test
    void withoutARateTheClientFindsOneThatTheLinkCarries() {
        byte[] truth = DtpRig.bytes(3_000_000, 5);
        DtpRig rig = new DtpRig(1, PathModel.parse("delay=10ms,ba.rate=2M,queue=200k")).serve(SERVER);
        rig.serving.with(3, truth);
        TestSink sink = new TestSink(truth);
        rig.download(rig.source(3, TransferOptions.builder().mtu(1024).build()), sink, 20);
        double seconds = rig.time.nowNs() / 1e9;
        assertTrue(seconds < 6, "3 MB at 2 MB/s took " + seconds + " s");
    }

    @Test
    void aSecondGetWithoutARateIsNoSlowerAlthoughTheServerIsKnown() {
        byte[] truth = DtpRig.bytes(3_000_000, 5);
        DtpRig rig = new DtpRig(1, PathModel.parse("delay=10ms,ba.rate=2M,queue=200k")).serve(SERVER);
        rig.serving.with(3, truth);
        TransferOptions options = TransferOptions.builder().mtu(1024).build();
        rig.download(rig.source(3, options), new TestSink(truth), 20);
        long beginNs = rig.time.nowNs();
        rig.download(rig.source(3, options), new TestSink(truth), 20);
        double seconds = (rig.time.nowNs() - beginNs) / 1e9;
        assertTrue(seconds < 6, "3 MB at 2 MB/s took " + seconds + " s");
    }
}
