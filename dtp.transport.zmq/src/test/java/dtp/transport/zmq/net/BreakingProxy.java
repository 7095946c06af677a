package dtp.transport.zmq.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a server. Of every few connections it lets one through; the others break when their handshake is over, before
 * anything is answered. Used by the test's thread; each direction has a daemon thread of its own.
 */
final class BreakingProxy implements AutoCloseable {
    /** A greeting and the names of both sockets: what a DEALER sends before its first message is a little more. */
    private static final int HANDSHAKE_BYTES = 64;

    private final ServerSocket listening;
    private final int serverPort;
    private final int broken;
    private final AtomicInteger count = new AtomicInteger();

    /** @param broken connections that break before one is let through */
    BreakingProxy(int serverPort, int broken) throws IOException {
        this(serverPort, broken, InetAddress.getLoopbackAddress());
    }

    BreakingProxy(int serverPort, int broken, InetAddress at) throws IOException {
        this.serverPort = serverPort;
        this.broken = broken;
        listening = new ServerSocket(0, 50, at);
        run(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void run(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // a connection has ended, as they do here
                    }
                },
                "breaking-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listening.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            boolean whole = count.incrementAndGet() % (broken + 1) == 0;
            run(() -> pump(client, server, whole ? Long.MAX_VALUE : HANDSHAKE_BYTES));
            run(() -> pump(server, client, Long.MAX_VALUE));
        }
    }

    /** Until {@code most} bytes have passed. */
    private static void pump(Socket from, Socket to, long most) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            byte[] block = new byte[1 << 16];
            long left = most;
            while (left > 0) {
                int n = in.read(block, 0, (int) Math.min(left, block.length));
                if (n < 0) {
                    return;
                }
                to.getOutputStream().write(block, 0, n);
                left -= n;
            }
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
