package dtp.transport.udp.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Reason;
import dtp.api.TransferOptions;
import dtp.api.transport.Delivery;
import dtp.api.transport.End;
import dtp.tck.doubles.MemoryPayload;
import dtp.tck.doubles.RecordingObserver;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A payload of an application that throws what it should not: the put that reads it ends with that. */
class FaultyPayloadTest {
    private final KftpHarness harness = new KftpHarness();

    @AfterEach
    void close() {
        harness.close();
    }

    private void endsWith(MemoryPayload.Gate fault) throws Exception {
        MemoryPayload payload = new MemoryPayload("up", new byte[10_000]);
        payload.gate(fault);
        try (Delivery put = harness.transport()
                .deliver(payload, harness.target("up"), TransferOptions.defaults(), new RecordingObserver())) {
            End end = put.end().toCompletableFuture().get(60, TimeUnit.SECONDS);
            assertEquals(End.Kind.PERMANENT, end.kind(), () -> "" + end);
            Reason reason = end.reason().orElseThrow();
            assertEquals(Reason.Code.IO_ERROR, reason.code());
            assertTrue(reason.text().contains("of the application"), reason::text);
        }
        assertTrue(harness.stored("up").isEmpty());
    }

    @Test
    void aFaultOrWantOfMemoryInItsReadEndsThePut() throws Exception {
        for (MemoryPayload.Gate fault : List.<MemoryPayload.Gate>of(
                () -> {
                    throw new IllegalStateException("a fault of the application");
                },
                () -> {
                    throw new OutOfMemoryError("no memory of the application");
                })) {
            endsWith(fault);
        }
    }
}
