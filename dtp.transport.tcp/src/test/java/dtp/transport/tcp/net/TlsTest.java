package dtp.transport.tcp.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.TransferOptions;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.Delivery;
import dtp.api.transport.DeliveryObserver;
import dtp.api.transport.End;
import dtp.api.transport.Source;
import dtp.tck.doubles.MemoryPayload;
import dtp.tck.doubles.RecordingSink;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code tcps}: the server shows its key, and where that is configured the client too. */
@Timeout(60)
class TlsTest {
    private static final String PASSWORD = "only for this test";
    private static final int RECORD_BYTES = 16 << 10;

    @TempDir
    static Path folder;

    private final byte[] content = new byte[300_000];

    TlsTest() {
        new Random(1).nextBytes(content);
    }

    @BeforeAll
    static void keys() throws Exception {
        for (String who : List.of("server", "client")) {
            keytool("-genkeypair -alias k -keyalg EC -validity 2 -ext san=ip:127.0.0.1 -dname CN=" + who, who);
            keytool("-exportcert -alias k -file " + folder.resolve(who + ".crt"), who);
        }
        keytool("-importcert -noprompt -alias k -file " + folder.resolve("server.crt"), "of-client");
        keytool("-importcert -noprompt -alias k -file " + folder.resolve("client.crt"), "of-server");
    }

    private static void keytool(String words, String store) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(words.split(" ")));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", path(store)));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertEquals(0, process.waitFor(), words);
    }

    private static String path(String store) {
        return store.isEmpty() ? "" : folder.resolve(store + ".p12").toString();
    }

    private static Tls tls(String key, String trust, boolean needsClient) {
        return Tls.of(new Tls.Stores(path(key), PASSWORD, path(trust), PASSWORD), true, needsClient);
    }

    private End get(Tls client, Tls server, RecordingSink sink) throws Exception {
        try (TcpGround ground = new TcpGround(client, Optional.of(server))) {
            ground.serving.holds("file", content);
            Endpoint at = ground.at("file");
            try (Source source = ground.transport.source(at, TransferOptions.defaults())) {
                End end = source.fetch(IntervalSet.of(0, Long.MAX_VALUE), sink)
                        .end()
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS);
                boolean named = ground.serving.asked().stream().anyMatch(asked -> asked.contains("CN=client"));
                assertEquals(server == needing && end.kind() == End.Kind.ENDED, named, "the peer's name");
                return end;
            }
        }
    }

    @Test
    void aConnectionThatIsAbortedDoesNotWaitForAPeerThatDoesNotRead() {
        EmbeddedChannel channel = new EmbeddedChannel();
        Carrier carrier = new Carrier(channel, Runnable::run);
        channel.pipeline()
                .addLast(new ChannelOutboundHandlerAdapter() {
                    @Override
                    public void flush(ChannelHandlerContext ctx) {}
                })
                .addLast(tls("", "of-client", false).client("127.0.0.1", 1))
                .addLast(carrier);
        carrier.abort();
        assertFalse(channel.isOpen());
        channel.finishAndReleaseAll();
    }

    private final Tls needing = tls("server", "of-server", true);

    @Test
    void theServerAloneShowsItsKey() throws Exception {
        RecordingSink sink = new RecordingSink();
        assertEquals(
                End.Kind.ENDED,
                get(tls("", "of-client", false), tls("server", "", false), sink).kind());
        assertArrayEquals(content, sink.bytes());
    }

    @Test
    void bothShowTheirKeysAndTheServerKnowsTheClientByName() throws Exception {
        RecordingSink sink = new RecordingSink();
        assertEquals(
                End.Kind.ENDED,
                get(tls("client", "of-client", false), needing, sink).kind());
        assertArrayEquals(content, sink.bytes());
    }

    @Test
    void aServerThatIsNotTrustedAndAClientWithoutAKeyTransferNothing() throws Exception {
        RecordingSink sink = new RecordingSink();
        for (End end : List.of(
                get(tls("", "of-server", false), tls("server", "", false), sink),
                get(tls("", "of-client", false), needing, sink))) {
            assertEquals(End.Kind.PERMANENT, end.kind(), end::toString);
            assertTrue(end.reason().orElseThrow().text().contains("tls.trust.store"), end::toString);
        }
        assertTrue(sink.received().isEmpty());
    }

    @Test
    void aPutIsCountedToItsLastByteAndNoLessOftenThanByTheRecord() throws Exception {
        Steps steps = new Steps();
        try (TcpGround ground = new TcpGround(tls("", "of-client", false), Optional.of(tls("server", "", false)))) {
            Delivery delivery = ground.transport.deliver(
                    new MemoryPayload("up", content), ground.at("up"), TransferOptions.defaults(), steps);
            End end = delivery.end().toCompletableFuture().get(30, TimeUnit.SECONDS);
            assertEquals(End.Kind.ENDED, end.kind(), end::toString);
        }
        assertEquals(content.length, steps.sum.get());
        assertTrue(steps.largest.get() <= RECORD_BYTES, () -> steps.largest + " bytes at once: a slow line is silent");
    }

    @Test
    void aGetIsCountedByTheServerToItsLastByte() throws Exception {
        try (TcpGround ground = new TcpGround(tls("", "of-client", false), Optional.of(tls("server", "", false)))) {
            ground.serving.holds("file", content);
            try (Source source = ground.transport.source(ground.at("file"), TransferOptions.defaults())) {
                source.fetch(IntervalSet.of(0, Long.MAX_VALUE), new RecordingSink())
                        .end()
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS);
            }
            while (ground.serving.open() > 0) {
                Thread.onSpinWait();
            }
            assertEquals(content.length, ground.serving.sentBytes());
        }
    }

    /** How much is told as sent, in all and at once. */
    private static final class Steps implements DeliveryObserver {
        final AtomicLong sum = new AtomicLong();
        final AtomicLong largest = new AtomicLong();

        @Override
        public void missing(IntervalSet atTheRemote) {}

        @Override
        public void sent(long bytes) {
            sum.addAndGet(bytes);
            largest.accumulateAndGet(bytes, Math::max);
        }

        @Override
        public void note(Reason reason) {}
    }

    @Test
    void keysThatCannotBeReadAreAnErrorInWords() {
        String said = assertThrows(IllegalArgumentException.class, () -> tls("missing", "", false))
                .getMessage();
        assertTrue(said.contains("check path and password"), said);
    }
}
