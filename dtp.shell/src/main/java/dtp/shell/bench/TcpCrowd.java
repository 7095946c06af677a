package dtp.shell.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A thousand clients of the base protocol at once (tcp.md "Base"), on one selector, against a server with a small heap. Used on the
 * command's thread.
 */
final class TcpCrowd {
    static final int CLIENTS = 1_000;
    private static final int BYTES = 1 << 20;
    private static final int FIRST_BYTES = 256;
    private static final int ANSWER_BYTES = 9;
    private static final long PATIENCE_MS = 30_000;

    /** What one crowd met. */
    record Outcome(Sample.Cost server, double medianS, double slowestS) {}

    private TcpCrowd() {}

    /** One client, as it goes on. */
    private static final class Client {
        private final ByteBuffer answer = ByteBuffer.allocate(ANSWER_BYTES);
        private final CRC32C crc = new CRC32C();
        private long bytes;
        private long endNs;
    }

    static Outcome run(Workplace place) throws IOException, InterruptedException {
        Path payload = place.payload(BYTES);
        Path root = Files.createDirectories(place.path("crowd-root"));
        Path served = root.resolve("file");
        if (!Files.exists(served)) {
            Files.createLink(served, payload);
        }
        CRC32C expected = new CRC32C();
        expected.update(Files.readAllBytes(payload));
        int port = Workplace.freeTcpPort();
        List<String> serve = List.of("--root", root.toString(), "--tcp", "127.0.0.1:" + port);
        try (Warm server = Warm.start(place, "crowd", List.of("-Xmx64m"), serve)) {
            crowd(port, expected.getValue()); // warm
            Sample.Cost before = server.child().costSince(new Sample.Cost(0, 0));
            double[] seconds = crowd(port, expected.getValue());
            return new Outcome(server.child().costSince(before), seconds[CLIENTS / 2], seconds[CLIENTS - 1]);
        }
    }

    /** Seconds that each needed, ascending. */
    private static double[] crowd(int port, long expected) throws IOException {
        InetSocketAddress at = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        ByteBuffer block = ByteBuffer.allocateDirect(1 << 16);
        double[] seconds = new double[CLIENTS];
        try (Selector selector = Selector.open()) {
            long beganNs = System.nanoTime();
            for (int i = 0; i < CLIENTS; i++) {
                SocketChannel channel = SocketChannel.open(at);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true).configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, new Client());
                channel.write(first());
            }
            for (int ended = 0; ended < CLIENTS; ) {
                if (selector.select(PATIENCE_MS) == 0) {
                    throw new IOException(CLIENTS - ended + " of " + CLIENTS + " downloads came to a halt");
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    if (read(key, block, expected)) {
                        seconds[ended++] = (((Client) key.attachment()).endNs - beganNs) / 1e9;
                    }
                }
                selector.selectedKeys().clear();
            }
        }
        Arrays.sort(seconds);
        return seconds;
    }

    private static ByteBuffer first() {
        byte[] first = new byte[FIRST_BYTES];
        first[0] = 'D';
        byte[] name = "file".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(name, 0, first, 1, name.length);
        return ByteBuffer.wrap(first);
    }

    /** @return true: it is complete and right */
    private static boolean read(SelectionKey key, ByteBuffer block, long expected) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        Client client = (Client) key.attachment();
        if (client.answer.hasRemaining()) {
            if (channel.read(client.answer) < 0 || (client.answer.position() > 0 && client.answer.get(0) != 'T')) {
                throw new IOException("a client was refused");
            }
            if (!client.answer.hasRemaining()) {
                channel.write(ByteBuffer.wrap(new byte[] {'T'}));
            }
            return false;
        }
        int bytes = channel.read(block.clear());
        if (bytes >= 0) {
            client.crc.update(block.flip());
            client.bytes += bytes;
            return false;
        }
        channel.close();
        client.endNs = System.nanoTime();
        if (client.bytes != BYTES || client.crc.getValue() != expected) {
            throw new IOException("a client received " + client.bytes + " bytes, or wrong ones");
        }
        return true;
    }
}
