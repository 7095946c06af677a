package dtp.shell.bench;

import dtp.api.contact.ContactPlan;
import dtp.path.relay.Relay;
import dtp.path.relay.RelayText;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Datagrams through a relay of this process, and when they came out. Sends on a thread of its own, receives on the caller's; close
 * ends both.
 */
final class RelayProbe implements AutoCloseable {
    private static final int BUFFER_BYTES = 8 << 20;
    private static final int SILENCE_MS = 1_000;
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final DatagramSocket server = socket();
    private final DatagramSocket client = socket();
    private final Relay relay;
    private final int port;
    private final long startNs = System.nanoTime();

    /** What arrived: how many, when the first and the last, and the median of the ways in nanoseconds. */
    record Arrivals(int count, long bytes, long firstNs, long lastNs, long medianWayNs) {}

    /** @param path null for none at all: straight to the server */
    RelayProbe(String path, String plan) throws IOException {
        if (path == null) {
            relay = null;
            port = server.getLocalPort();
            return;
        }
        ContactPlan contacts = plan.isEmpty() ? ContactPlan.always() : ContactPlan.parse(plan, Instant.EPOCH, startNs);
        relay = Relay.open(RelayText.file("probe: udp 0 " + server.getLocalPort() + " " + path, contacts));
        port = relay.counters().get(0).localPort();
    }

    private static DatagramSocket socket() throws IOException {
        DatagramSocket socket = new DatagramSocket(0, HERE);
        socket.setReceiveBufferSize(BUFFER_BYTES);
        socket.setSendBufferSize(BUFFER_BYTES);
        socket.setSoTimeout(SILENCE_MS);
        return socket;
    }

    long startNs() {
        return startNs;
    }

    /** Sends, one every {@code gapNs}, and receives until nothing has come for a second. */
    Arrivals send(int count, int bytes, long gapNs) throws IOException, InterruptedException {
        Thread sender = new Thread(() -> sendAll(count, bytes, gapNs), "dtp-bench-sender");
        sender.setDaemon(true);
        sender.start();
        List<Long> ways = new ArrayList<>();
        DatagramPacket packet = new DatagramPacket(new byte[bytes], bytes);
        long first = 0;
        long last = 0;
        try {
            while (true) {
                server.receive(packet);
                last = System.nanoTime();
                first = ways.isEmpty() ? last : first;
                ways.add(last - ByteBuffer.wrap(packet.getData()).getLong());
            }
        } catch (SocketTimeoutException e) {
            sender.join();
        }
        if (ways.isEmpty()) {
            throw new IOException("nothing came through");
        }
        long[] sorted = ways.stream().mapToLong(w -> w).toArray();
        Arrays.sort(sorted);
        return new Arrivals(ways.size(), (long) ways.size() * bytes, first, last, sorted[sorted.length / 2]);
    }

    private void sendAll(int count, int bytes, long gapNs) {
        byte[] content = new byte[bytes];
        DatagramPacket packet = new DatagramPacket(content, bytes, HERE, port);
        long atNs = System.nanoTime();
        try {
            for (int i = 0; i < count; i++) {
                for (long rest = atNs - System.nanoTime(); rest > 0; rest = atNs - System.nanoTime()) {
                    LockSupport.parkNanos(rest);
                }
                ByteBuffer.wrap(content).putLong(System.nanoTime());
                client.send(packet);
                atNs += gapNs;
            }
        } catch (IOException e) {
            client.close(); // what has not arrived is seen by who receives
        }
    }

    @Override
    public void close() {
        if (relay != null) {
            relay.close();
        }
        client.close();
        server.close();
    }
}
