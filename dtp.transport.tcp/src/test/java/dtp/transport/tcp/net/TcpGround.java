package dtp.transport.tcp.net;

import dtp.api.Endpoint;
import dtp.tck.doubles.ScriptedServing;
import dtp.transport.tcp.machine.ServerSettings;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A server on loopback with payloads in memory, and a transport. The test's thread. */
final class TcpGround implements AutoCloseable {
    static final long IDLE_MS = 60_000;

    final ScriptedServing serving = new ScriptedServing();
    final Loops loops = new Loops("test-tcp", 2, 4);
    final TcpTransport transport;
    private TcpServer server;
    private final Optional<Tls> tls;

    TcpGround() throws InterruptedException {
        this(keyless(), Optional.empty());
    }

    /** A client's without keys of its own. */
    static Tls keyless() {
        return Tls.of(new Tls.Stores("", "", "", ""), true, false);
    }

    TcpGround(Tls client, Optional<Tls> server) throws InterruptedException {
        tls = server;
        transport = new TcpTransport(loops, client);
        serve(100_000);
    }

    /** A new server, which allows so many connections. */
    void serve(int connections) throws InterruptedException {
        serve(connections, IDLE_MS);
    }

    /** A new server. */
    void serve(int connections, long idleMs) throws InterruptedException {
        ServerSettings each = new ServerSettings(TimeUnit.MILLISECONDS.toNanos(idleMs), Long.MAX_VALUE);
        server = new TcpServer(loops, serving, new Limits("127.0.0.1", 0, connections, each), tls);
        server.start();
        while (server.port().isEmpty()) {
            Thread.onSpinWait();
        }
    }

    TcpServer server() {
        return server;
    }

    int port() {
        return server.port().orElseThrow();
    }

    Endpoint at(String name) {
        return Endpoint.parse(server.scheme() + "://127.0.0.1:" + port() + "/" + name);
    }

    @Override
    public void close() {
        server.close();
        transport.close();
        loops.close();
    }
}
