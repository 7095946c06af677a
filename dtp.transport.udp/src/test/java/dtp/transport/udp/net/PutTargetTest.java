package dtp.transport.udp.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.transport.Delivery;
import dtp.api.transport.End;
import dtp.tck.doubles.MemoryPayload;
import dtp.tck.doubles.RecordingObserver;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a put can be told by its target. */
class PutTargetTest {
    private final KftpHarness harness = new KftpHarness();

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void aDigestThatPutsDoNotHaveIsRefusedInsteadOfReplaced() throws Exception {
        Endpoint target = Endpoint.parse(harness.target("up") + "?digest=sha1");
        MemoryPayload payload = new MemoryPayload("up", new byte[10]);
        try (Delivery put =
                harness.transport().deliver(payload, target, TransferOptions.defaults(), new RecordingObserver())) {
            End end = put.end().toCompletableFuture().get(60, TimeUnit.SECONDS);
            assertEquals(End.Kind.PERMANENT, end.kind());
            assertTrue(end.reason().orElseThrow().text().contains("sha256"), () -> "" + end);
        }
        assertTrue(harness.stored("up").isEmpty());
    }
}
