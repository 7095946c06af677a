package dtp.transport.udp.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.Delivery;
import dtp.api.transport.End;
import dtp.api.transport.Fetch;
import dtp.api.transport.Source;
import dtp.tck.doubles.MemoryPayload;
import dtp.tck.doubles.RecordingObserver;
import dtp.tck.doubles.RecordingSink;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Name servers that do not answer hold up those only who ask them. */
class NamesTest {
    private static final byte[] CONTENT = new byte[100_000];
    private static final int LOOKUPS = 4;

    private final CountDownLatch asking = new CountDownLatch(LOOKUPS);
    private final CountDownLatch answer = new CountDownLatch(1);
    private final KftpHarness harness = new KftpHarness();
    private final KftpTransport transport =
            new KftpTransport(new SplittableRandom(3), new Platform(), this::waitsInVain);
    private final List<Source> sources = new ArrayList<>();
    private final List<Fetch> waiting = new ArrayList<>();

    private InetAddress waitsInVain(String name) throws UnknownHostException {
        asking.countDown();
        try {
            answer.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new UnknownHostException(name);
    }

    private Fetch get(String endpoint, RecordingSink sink) {
        Source source = transport.source(Endpoint.parse(endpoint), TransferOptions.defaults());
        sources.add(source);
        return source.fetch(IntervalSet.of(0, Long.MAX_VALUE), sink);
    }

    private static End end(CompletionStage<End> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @BeforeEach
    void lookUpsWait() throws InterruptedException {
        for (int i = 0; i < LOOKUPS; i++) {
            waiting.add(get("kftp://host" + i + ".invalid/f", new RecordingSink()));
        }
        assertTrue(asking.await(20, TimeUnit.SECONDS), "look-ups do not wait for each other");
    }

    @AfterEach
    void close() {
        answer.countDown();
        sources.forEach(Source::close);
        transport.close();
        harness.close();
    }

    @Test
    void aGetFromAnAddressDoesNotWait() throws Exception {
        RecordingSink sink = new RecordingSink();
        Endpoint there = harness.serve("f", CONTENT);
        assertEquals(End.Kind.ENDED, end(get(there.toString(), sink).end()).kind());
        assertArrayEquals(CONTENT, sink.bytes());
    }

    @Test
    void aPutReadsItsPayload() throws Exception {
        MemoryPayload payload = new MemoryPayload("up", CONTENT);
        try (Delivery put =
                transport.deliver(payload, harness.target("up"), TransferOptions.defaults(), new RecordingObserver())) {
            assertEquals(End.Kind.ENDED, end(put.end()).kind());
        }
        assertArrayEquals(CONTENT, harness.stored("up").orElseThrow());
    }

    @Test
    void whoWaitsForANameCanBeCancelled() throws Exception {
        waiting.get(0).cancel();
        assertEquals(End.Kind.CANCELLED, end(waiting.get(0).end()).kind());
    }
}
