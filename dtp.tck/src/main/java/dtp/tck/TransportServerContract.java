package dtp.tck;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.transport.TransportServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every server of a transport must keep, [T24]: it tells where it listens, and why it does not. */
@Timeout(60)
public abstract class TransportServerContract {
    private static final long LOOK_AGAIN_MS = 20;

    private TransportServerHarness harness;

    /** A new harness; closed after the test. */
    protected abstract TransportServerHarness harness() throws Exception;

    @BeforeEach
    void open() throws Exception {
        harness = harness();
    }

    @AfterEach
    void close() throws Exception {
        if (harness != null) {
            harness.close();
        }
    }

    @Test
    void t24_aServerTellsThePortThatItBound() throws Exception {
        TransportServer server = harness.start(0);
        int port = listening(server);
        assertTrue(port > 0, () -> "the bound port, not the configured one, but it tells " + port);
        assertTrue(isTaken(port), () -> "it tells port " + port + ", but that is free");
        assertTrue(server.text().startsWith("listening"), () -> "it listens, but says: " + server.text());
        assertFalse(server.scheme().isBlank(), "a scheme");
        assertEquals("127.0.0.1:0", server.address(), "the address that is configured");
    }

    @Test
    void t24_aServerWhosePortIsTakenSaysSoAndListensWhenItIsFree() throws Exception {
        TransportServer server;
        int port;
        try (Port other = take(0)) {
            port = other.number();
            server = harness.start(port);
            assertFalse(
                    await(() -> server.port().isPresent(), Patience.NEVER_MS),
                    "another has the port, but it tells that it listens");
            assertTrue(await(() -> !server.text().isBlank(), Patience.longMs()), "why it does not listen");
            assertFalse(server.text().startsWith("listening"), () -> "it does not listen, but says: " + server.text());
        }
        assertEquals(port, listening(server));
    }

    @Test
    void t24_everyMethodAnswersAtOnceAlsoWhileThePortIsTaken() throws Exception {
        try (Port other = take(0)) {
            TransportServer server = harness.start(other.number());
            Patience.returns("scheme", Patience.AT_ONCE_MS, server::scheme);
            Patience.returns("address", Patience.AT_ONCE_MS, server::address);
            Patience.returns("port", Patience.AT_ONCE_MS, server::port);
            Patience.returns("text", Patience.AT_ONCE_MS, server::text);
        }
    }

    @Test
    void t24_thePortIsFreeWhenTheServerIsGone() throws Exception {
        TransportServer server = harness.start(0);
        int port = listening(server);
        harness.stop();
        assertTrue(await(() -> !isTaken(port), Patience.longMs()), () -> "it is gone, but port " + port + " is taken");
        OptionalInt told = server.port();
        assertEquals(OptionalInt.empty(), told, "who still holds the service is told that it does not listen");
    }

    private static int listening(TransportServer server) throws Exception {
        assertTrue(
                await(() -> server.port().isPresent(), Patience.longMs()),
                () -> "it does not listen, and says: " + server.text());
        return server.port().orElseThrow();
    }

    private boolean isTaken(int port) {
        try (Port taken = take(port)) {
            return taken.number() != port;
        } catch (IOException takenByTheServer) {
            return true;
        }
    }

    /** A port that another program has taken. */
    private record Port(int number, Closeable socket) implements Closeable {
        @Override
        public void close() {
            assertDoesNotThrow(socket::close);
        }
    }

    private Port take(int port) throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        if (harness.isUdp()) {
            DatagramSocket socket = new DatagramSocket(new InetSocketAddress(here, port));
            return new Port(socket.getLocalPort(), socket);
        }
        ServerSocket socket = new ServerSocket(port, 1, here);
        return new Port(socket.getLocalPort(), socket);
    }

    private static boolean await(Callable<Boolean> condition, long withinMs) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(withinMs);
        while (!condition.call()) {
            if (System.nanoTime() - endNs > 0) {
                return false;
            }
            never.await(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
        }
        return true;
    }
}
