package dtp.transport.zmq.net;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.Verification;
import dtp.api.transport.Transport;
import dtp.tck.TransportHarness;
import dtp.tck.doubles.RemoteContent;
import dtp.tck.doubles.ScriptedServing;
import dtp.transport.zmq.machine.ServerSettings;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Client and server of this bundle over loopback; a new pair for each test. */
final class ZmqHarness implements TransportHarness {
    private final ScriptedServing serving = new ScriptedServing();
    private final ZmqServer server;
    private final ZmqClient client = new ZmqClient(ClientSettings.DEFAULTS);
    private final CountDownLatch silence = new CountDownLatch(1);

    ZmqHarness() throws InterruptedException {
        server = new ZmqServer(new ServerPlace("127.0.0.1", 0, Optional.empty()), ServerSettings.DEFAULTS, serving);
        Wait.until(() -> server.port().isPresent());
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    @Override
    public Transport transport() {
        return client;
    }

    private Endpoint at(int port, String name) {
        return Endpoint.of("zmq", "127.0.0.1:" + port, name);
    }

    @Override
    public Endpoint serve(String name, byte[] content) {
        serving.holds(name, content);
        return target(name);
    }

    @Override
    public Endpoint absent() {
        return target("404");
    }

    @Override
    public Endpoint unreachable() throws Exception {
        try (ServerSocket free = new ServerSocket(0)) {
            return at(free.getLocalPort(), "1");
        }
    }

    @Override
    public Endpoint target(String name) {
        return at(server.port().orElseThrow(), name);
    }

    @Override
    public Optional<byte[]> stored(String name) {
        return serving.content(name).map(RemoteContent::bytes);
    }

    @Override
    public Verification delivered() {
        return Verification.DIGEST;
    }

    @Override
    public List<Endpoint> wrong() {
        return List.of(
                Endpoint.of("other", "far", "1"),
                Endpoint.of("zmq", "far", ""),
                Endpoint.of("zmq", "far:0", "1"),
                Endpoint.of("zmq", "far:70000", "1"),
                Endpoint.of("zmq", "a,b", "1"),
                Endpoint.of("zmq", "far", "n".repeat(256)),
                Endpoint.parse("zmq://far/1?speed=9"));
    }

    @Override
    public void fallSilent() {
        server.execute(() -> {
            try {
                silence.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public TransferOptions options() {
        return TransferOptions.builder().idleTimeout(Duration.ofSeconds(2)).build();
    }

    @Override
    public void close() {
        silence.countDown();
        client.close();
        server.close();
    }
}
