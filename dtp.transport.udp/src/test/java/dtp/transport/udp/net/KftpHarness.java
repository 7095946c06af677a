package dtp.transport.udp.net;

import dtp.api.Endpoint;
import dtp.api.Verification;
import dtp.api.transport.Transport;
import dtp.tck.TransportHarness;
import dtp.tck.doubles.ScriptedServing;
import dtp.transport.udp.machine.ServerLimits;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The transport and a server of ours on this machine. The test's thread. */
final class KftpHarness implements TransportHarness {
    private static final ServerLimits LIMITS = new ServerLimits(Long.MAX_VALUE, 65_000, 1_024, 1_024);

    private final ScriptedServing serving = new ScriptedServing();
    private final NettyServer server = new NettyServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), serving, LIMITS, new SplittableRandom(1));
    private DatagramSocket silent;
    private final KftpTransport transport = new KftpTransport(new SplittableRandom(2));

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.values());
    }

    @Override
    public Transport transport() {
        return transport;
    }

    NettyServer server() {
        return server;
    }

    /** Waits until the server listens. */
    int port() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        while (server.port().isEmpty()) {
            never.await(1, TimeUnit.MILLISECONDS);
        }
        return server.port().getAsInt();
    }

    private Endpoint at(String name) throws InterruptedException {
        return Endpoint.parse("kftp://127.0.0.1:" + port() + "/" + name);
    }

    @Override
    public Endpoint serve(String name, byte[] content) throws Exception {
        serving.holds(name, content);
        return at(name);
    }

    @Override
    public Endpoint absent() throws Exception {
        return at("999");
    }

    @Override
    public Endpoint unreachable() throws IOException {
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return Endpoint.parse("kftp://127.0.0.1:" + free.getLocalPort() + "/1");
        }
    }

    @Override
    public Endpoint target(String name) throws Exception {
        return at(name);
    }

    @Override
    public Optional<byte[]> stored(String name) {
        return serving.content(name).map(dtp.tck.doubles.RemoteContent::bytes);
    }

    @Override
    public Verification delivered() {
        return Verification.DIGEST;
    }

    @Override
    public List<Endpoint> wrong() {
        return List.of(
                Endpoint.parse("kftp://a,,b/x"),
                Endpoint.parse("kftp://a:0/x"),
                Endpoint.parse("kftp://a:65536/x"),
                Endpoint.parse("kftp://[::1/x"),
                Endpoint.parse("kftp://a/x?piece=63"),
                Endpoint.parse("kftp://a/x?digest=md5"),
                Endpoint.parse("kftp://a/x?colour=red"),
                Endpoint.parse("kftp://a/" + "n".repeat(256)));
    }

    @Override
    public void fallSilent() throws InterruptedException, IOException {
        int port = port();
        server.close();
        CountDownLatch never = new CountDownLatch(1);
        while (silent == null) {
            try {
                // of a port that is nobody's the kernel says so; this one's owner does not read
                silent = new DatagramSocket(port, InetAddress.getLoopbackAddress());
            } catch (BindException e) {
                never.await(1, TimeUnit.MILLISECONDS);
            }
        }
    }

    @Override
    public void close() {
        server.close();
        if (silent != null) {
            silent.close();
        }
        transport.close();
    }
}
