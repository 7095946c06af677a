package dtp.transport.zmq.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.End;
import dtp.api.transport.Fetch;
import dtp.api.transport.Source;
import dtp.tck.doubles.MemoryPayload;
import dtp.tck.doubles.RecordingObserver;
import dtp.tck.doubles.RecordingSink;
import dtp.tck.doubles.ScriptedServing;
import dtp.transport.zmq.machine.ServerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a client finds the host of a server: names are looked up by the test. */
@Timeout(90)
class ServerHostsTest {
    private static final int IDLE_S = 60;
    private static final int SOON_S = 20;

    private final ScriptedServing serving = new ScriptedServing();
    private final byte[] content = "what a file holds".getBytes(StandardCharsets.UTF_8);
    private final CountDownLatch answered = new CountDownLatch(1);
    private final Map<String, Thread> askedBy = new ConcurrentHashMap<>();
    private final ZmqClient client = new ZmqClient(ClientSettings.DEFAULTS, this::find);
    private ZmqServer server;

    private InetAddress find(String host) throws UnknownHostException {
        askedBy.put(host, Thread.currentThread());
        if (host.startsWith("slow")) {
            try {
                answered.await(IDLE_S, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (host.startsWith("station")) {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        }
        if (host.startsWith("no")) {
            throw new UnknownHostException(host + ": Name or service not known");
        }
        return InetAddress.getByName(host);
    }

    private int start() throws InterruptedException {
        serving.holds("f", content);
        server = new ZmqServer(new ServerPlace("127.0.0.1", 0, Optional.empty()), ServerSettings.DEFAULTS, serving);
        Wait.until(() -> server.port().isPresent());
        return server.port().orElseThrow();
    }

    @AfterEach
    void stop() {
        answered.countDown();
        client.close();
        if (server != null) {
            server.close();
        }
    }

    private static TransferOptions options() {
        return TransferOptions.builder().idleTimeout(Duration.ofSeconds(IDLE_S)).build();
    }

    private Source source(String authority) {
        return client.source(Endpoint.of("zmq", authority, "f"), options());
    }

    private static Fetch fetch(Source source, RecordingSink sink) {
        return source.fetch(IntervalSet.of(0, Long.MAX_VALUE), sink);
    }

    private static End end(Fetch fetch) throws Exception {
        return fetch.end().toCompletableFuture().get(SOON_S, TimeUnit.SECONDS);
    }

    private void gets(String authority) throws Exception {
        RecordingSink sink = new RecordingSink();
        try (Source source = source(authority)) {
            End end = end(fetch(source, sink));
            assertEquals(End.Kind.ENDED, end.kind(), end::toString);
        }
        assertArrayEquals(content, sink.bytes());
    }

    private static void namesTheHost(End end) {
        assertEquals(End.Kind.TRANSIENT, end.kind());
        String text = end.reason().orElseThrow().text();
        assertTrue(text.contains("no.such.host:5555 cannot be reached: the host is not found"), text);
    }

    @Test
    void aHostThatIsNotFoundIsToldLongBeforeTheIdleTimeoutAndNothingStaysOpen() throws Exception {
        try (Source warm = source("no.such.host:5555")) {
            namesTheHost(end(fetch(warm, new RecordingSink())));
        }
        long before = OpenFiles.count();
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            sources.add(source("no.such.host:5555"));
            namesTheHost(end(fetch(sources.get(i), new RecordingSink())));
        }
        assertTrue(
                OpenFiles.count() < before + 50, () -> OpenFiles.count() + " files are open, before it were " + before);
        sources.forEach(Source::close);
    }

    @Test
    void aPutToAHostThatIsNotFoundIsToldAsWell() throws Exception {
        End end = client.deliver(
                        new MemoryPayload("f", content),
                        Endpoint.of("zmq", "no.such.host:5555", "f"),
                        options(),
                        new RecordingObserver())
                .end()
                .toCompletableFuture()
                .get(SOON_S, TimeUnit.SECONDS);
        namesTheHost(end);
    }

    @Test
    void aNameLeadsToTheAddressThatIsFound() throws Exception {
        gets("station:" + start());
        assertNotEquals(Thread.currentThread(), askedBy.get("station"));
    }

    @Test
    void whileNamesAreLookedUpOthersGoOnAndTheirOwnFetchesCanBeCancelled() throws Exception {
        List<Fetch> waiting = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            waiting.add(fetch(source("slow" + i + ".host"), new RecordingSink()));
        }
        Wait.until(() -> askedBy.keySet().stream().anyMatch(name -> name.startsWith("slow")));
        gets("127.0.0.1:" + start());
        for (Fetch one : waiting) {
            one.cancel();
            assertEquals(End.Kind.CANCELLED, end(one).kind());
        }
    }

    @Test
    void aServerWithAnIpv6AddressIsReached() throws Exception {
        byte[] loopback = new byte[16];
        loopback[15] = 1;
        int port = start();
        try (BreakingProxy proxy = new BreakingProxy(port, 0, InetAddress.getByAddress(loopback))) {
            gets("[::1]:" + proxy.port());
        } catch (IOException e) {
            assumeTrue(false, "no IPv6 here: " + e);
        }
    }
}
