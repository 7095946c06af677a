package dtp.tck.broken;

import dtp.api.transport.TransportServer;
import dtp.tck.TransportServerHarness;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A server that only binds, and tries again while it cannot; subclasses are wrong in one way. */
public class TestServer implements TransportServer, TransportServerHarness {
    private final ScheduledExecutorService binder = Executors.newSingleThreadScheduledExecutor();
    private volatile ServerSocket socket;
    private volatile boolean listening;
    private ScheduledFuture<?> binding;
    private int configured;

    @Override
    public final TransportServer start(int port) {
        configured = port;
        binding = binder.scheduleWithFixedDelay(this::bind, 0, 50, TimeUnit.MILLISECONDS);
        return this;
    }

    void bind() {
        if (listening) {
            return;
        }
        try {
            socket = new ServerSocket(configured, 1, InetAddress.getLoopbackAddress());
            listening = true;
        } catch (IOException taken) {
            listening = false;
        }
    }

    final boolean isListening() {
        return listening;
    }

    final int configured() {
        return configured;
    }

    @Override
    public final String scheme() {
        return "test";
    }

    @Override
    public final String address() {
        return "127.0.0.1:" + configured;
    }

    @Override
    public OptionalInt port() {
        return listening ? OptionalInt.of(socket.getLocalPort()) : OptionalInt.empty();
    }

    @Override
    public String text() {
        return listening ? "listening" : "port " + configured + " is taken, trying again";
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        close();
        listening = false;
    }

    @Override
    public final void close() throws IOException, InterruptedException {
        binding.cancel(false);
        binder.shutdown();
        binder.awaitTermination(1, TimeUnit.SECONDS);
        if (socket != null) {
            socket.close();
        }
    }
}
