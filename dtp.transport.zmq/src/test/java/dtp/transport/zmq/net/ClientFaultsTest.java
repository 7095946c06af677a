package dtp.transport.zmq.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.TransferOptions;
import dtp.api.Verification;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.Delivery;
import dtp.api.transport.End;
import dtp.tck.doubles.MemoryPayload;
import dtp.tck.doubles.RecordingObserver;
import dtp.tck.doubles.RecordingSink;
import dtp.tck.doubles.ScriptedServing;
import dtp.transport.zmq.machine.ServerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Our client against our server, which goes away and comes back. */
@Timeout(90)
class ClientFaultsTest {
    private static final int SIZE = 3_000_017;

    private final ScriptedServing serving = new ScriptedServing();
    private final byte[] content = new byte[SIZE];
    private ZmqServer server;
    private ZmqClient client = new ZmqClient(ClientSettings.DEFAULTS);

    private int start(int port, Optional<CurveServer> curve) throws InterruptedException {
        new SplittableRandom(7).nextBytes(content);
        server = new ZmqServer(new ServerPlace("127.0.0.1", port, curve), ServerSettings.DEFAULTS, serving);
        Wait.until(() -> server.port().isPresent());
        return server.port().orElseThrow();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private static Endpoint at(int port, String options) {
        return Endpoint.parse("zmq://127.0.0.1:" + port + "/f" + options);
    }

    private Delivery deliver(int port, String options, long rate, RecordingObserver observer) {
        TransferOptions transfer = TransferOptions.builder()
                .idleTimeout(Duration.ofSeconds(10))
                .throughputBytesPerSecond(rate)
                .build();
        return client.deliver(new MemoryPayload("f", content), at(port, options), transfer, observer);
    }

    private static End end(Delivery delivery) throws Exception {
        return delivery.end().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private byte[] stored() {
        return serving.content("f").orElseThrow().bytes();
    }

    @Test
    void anExtendedUploadGoesOnByItselfWhenTheServerIsBackAndSendsOnlyWhatIsMissing() throws Exception {
        int port = start(0, Optional.empty());
        RecordingObserver observer = new RecordingObserver();
        Delivery delivery = deliver(port, "", 2_000_000, observer);
        Wait.until(() -> observer.sentBytes() > SIZE / 2);
        server.close();
        Wait.until(() -> server.port().isEmpty());
        delivery.throughput(Long.MAX_VALUE);
        start(port, Optional.empty());
        assertEquals(End.Kind.ENDED, end(delivery).kind());
        assertEquals(Verification.DIGEST, delivery.verification());
        assertArrayEquals(content, stored());
        IntervalSet second = observer.missing().get(1);
        assertTrue(second.bytes() < SIZE - SIZE / 4, () -> "missing after the restart: " + second.bytes());
    }

    /** A handshake that JeroMQ did not end in time may have reserved the name already: who comes again hears that, and tries again. */
    private Delivery begunInBase(int port) throws Exception {
        while (true) {
            RecordingObserver observer = new RecordingObserver();
            Delivery delivery = deliver(port, "?protocol=base", 1_000_000, observer);
            var ended = delivery.end().toCompletableFuture();
            Wait.until(() -> observer.sentBytes() > SIZE / 4 || ended.isDone());
            if (!ended.isDone()) {
                return delivery;
            }
            assertEquals(Reason.Code.BUSY, end(delivery).reason().orElseThrow().code());
            Wait.until(() -> serving.receiving() == 0);
        }
    }

    @Test
    void aBaseUploadIsGivenUpWhenTheConnectionBreaksAndTheNextTryIsWhole() throws Exception {
        int port = start(0, Optional.empty());
        Delivery broken = begunInBase(port);
        server.close();
        assertEquals(End.Kind.TRANSIENT, end(broken).kind());
        Wait.until(() -> serving.receiving() == 0);
        start(port, Optional.empty());
        Delivery again = deliver(port, "?protocol=base", 1_000_000_000, new RecordingObserver());
        assertEquals(End.Kind.ENDED, end(again).kind());
        assertEquals(Verification.SIZE, again.verification());
        assertArrayEquals(content, stored());
    }

    @Test
    void aClosedUploadIsKeptAndTheNextSendsOnlyWhatIsMissing() throws Exception {
        int port = start(0, Optional.empty());
        RecordingObserver first = new RecordingObserver();
        Delivery closed = deliver(port, "", 2_000_000, first);
        Wait.until(() -> first.sentBytes() > SIZE / 2);
        closed.close();
        Wait.until(() -> serving.paused() == 1);
        RecordingObserver second = new RecordingObserver();
        assertEquals(
                End.Kind.ENDED, end(deliver(port, "", 1_000_000_000, second)).kind());
        assertTrue(second.sentBytes() < SIZE - SIZE / 4, () -> "sent again: " + second.sentBytes());
        assertArrayEquals(content, stored());
    }

    @Test
    void withCurveAPutAndAGetWorkAndNothingElseDoes(@TempDir Path dir) throws Exception {
        Curve.Keys serverKeys = keys(dir.resolve("server"));
        Curve.Keys own = keys(dir.resolve("own"));
        int port = start(0, Optional.of(new CurveServer(serverKeys, List.of("ops=" + own.publicText()))));
        client.close();
        client = new ZmqClient(new ClientSettings(
                100_000,
                50_000,
                4,
                Optional.of(own),
                Map.of(ServerAddress.parse("127.0.0.1:" + port), serverKeys.publicText())));
        End put = end(deliver(port, "", 1_000_000_000, new RecordingObserver()));
        assertEquals(End.Kind.ENDED, put.kind(), put::toString);
        RecordingSink sink = new RecordingSink();
        End got = client.source(at(port, ""), TransferOptions.defaults())
                .fetch(IntervalSet.of(0, Long.MAX_VALUE), sink)
                .end()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        assertEquals(End.Kind.ENDED, got.kind(), got::toString);
        assertArrayEquals(content, sink.bytes());
        assertTrue(serving.asked().stream().allMatch(line -> line.endsWith("(ops)")), serving.asked()::toString);
    }

    @Test
    void connectionsThatBreakBeforeTheFirstAnswerCostNothing() throws Exception {
        int port = start(0, Optional.empty());
        try (BreakingProxy proxy = new BreakingProxy(port, 2)) {
            for (String options : List.of("a?protocol=base", "b?protocol=base", "c", "d")) {
                Endpoint to = Endpoint.parse("zmq://127.0.0.1:" + proxy.port() + "/" + options);
                TransferOptions patient = TransferOptions.builder()
                        .idleTimeout(Duration.ofSeconds(10))
                        .build();
                Delivery delivery =
                        client.deliver(new MemoryPayload("f", content), to, patient, new RecordingObserver());
                assertEquals(End.Kind.ENDED, end(delivery).kind(), options);
            }
        }
    }

    private static Curve.Keys keys(Path file) throws Exception {
        Files.writeString(file, Curve.newCertificate());
        return Curve.read(file);
    }
}
