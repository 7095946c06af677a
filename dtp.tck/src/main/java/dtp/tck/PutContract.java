package dtp.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.Delivery;
import dtp.api.transport.End;
import dtp.api.transport.Source;
import dtp.tck.TransportHarness.Capability;
import dtp.tck.doubles.MemoryPayload;
import dtp.tck.doubles.RecordingObserver;
import dtp.tck.doubles.RecordingSink;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every transport must keep when it delivers: [T03], [T04] and from [T21] to [T23]. */
abstract class PutContract extends GetContract {
    @Test
    void t03_deliverReturnsAtOnceAndEndsPermanentWhereTheProtocolCannotPut() throws Exception {
        Endpoint target = can(Capability.PUT) ? harness.unreachable() : harness.target("1");
        Delivery delivery = Patience.returns(
                "deliver", Patience.AT_ONCE_MS, () -> deliver(content(100), target, new RecordingObserver()));
        if (!can(Capability.PUT)) {
            assertEquals(End.Kind.PERMANENT, end(delivery).kind());
        }
    }

    @Test
    void t04_aPayloadIsReadWhereItMayBlockAndIsNotClosed() throws Exception {
        need(Capability.PUT);
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        MemoryPayload payload = new MemoryPayload("1", content(SIZE));
        payload.gate(() -> {
            reading.countDown();
            waitFor(goOn);
        });
        Delivery delivery = deliver(payload, harness.target("1"), harness.options(), new RecordingObserver());
        assertTrue(reading.await(Patience.longMs(), TimeUnit.MILLISECONDS), "the payload is read");
        if (can(Capability.GET)) {
            // The thread that owns the protocol is not the one that now waits for the disk.
            RecordingSink sink = new RecordingSink();
            Source source = source(harness.serve("2", content(100)));
            awaitAll(source.fetch(IntervalSet.of(0, 100), sink), sink, IntervalSet.of(0, 100));
        }
        goOn.countDown();
        end(delivery);
        assertFalse(payload.awaitClosed(Patience.NEVER_MS), "a transport must not close the payload that it was given");
    }

    @Test
    void t21_aDeliveryEndsNormallyOnceAndAfterTheLastCallOfItsObserver() throws Exception {
        need(Capability.PUT);
        byte[] content = content(SIZE);
        RecordingObserver observer = new RecordingObserver();
        Delivery delivery = deliver(content, harness.target("1"), observer);
        End end = Patience.completes(
                "the end of a delivery", Patience.longMs(), delivery.end().thenApply(how -> {
                    observer.end();
                    return how;
                }));
        assertEquals(End.Kind.ENDED, end.kind(), end::toString);
        assertArrayEquals(content, harness.stored("1").orElse(null), "what the remote has stored");
        observer.awaitLate(Patience.NEVER_MS);
        assertEquals(List.of(), observer.late(), "calls after the end");
        End again = Patience.completes("the end, asked again", Patience.AT_ONCE_MS, delivery.end());
        assertEquals(end.kind(), again.kind(), "it ended as one thing and then as another");
    }

    @Test
    void t22_aDeliveryTellsHowSureItIs() throws Exception {
        need(Capability.PUT);
        Delivery delivery = deliver(content(SIZE), harness.target("1"), new RecordingObserver());
        assertEquals(End.Kind.ENDED, end(delivery).kind());
        assertEquals(harness.delivered(), delivery.verification());
    }

    @Test
    void t23_aClosedDeliveryEndsWithinASecond() throws Exception {
        need(Capability.PUT);
        RecordingObserver observer = new RecordingObserver();
        MemoryPayload payload = new MemoryPayload("1", content(SIZE));
        Delivery delivery = deliver(payload, harness.target("1"), slow(), observer);
        assertTrue(observer.awaitSent(Patience.longMs()), "something is sent");
        Patience.returns("close", Patience.AT_ONCE_MS, () -> {
            delivery.close();
            delivery.close();
            return null;
        });
        End end = Patience.completes("the end of a closed delivery", Patience.ONE_SECOND_MS, delivery.end());
        assertEquals(End.Kind.CLOSED, end.kind());
    }

    private Delivery deliver(byte[] content, Endpoint target, RecordingObserver observer) {
        return deliver(new MemoryPayload("1", content), target, harness.options(), observer);
    }

    private Delivery deliver(
            MemoryPayload payload, Endpoint target, TransferOptions options, RecordingObserver observer) {
        Delivery delivery = harness.transport().deliver(payload, target, options, observer);
        opened.add(delivery);
        return delivery;
    }

    private static End end(Delivery delivery) throws Exception {
        return Patience.completes("the end of a delivery", Patience.longMs(), delivery.end());
    }
}
