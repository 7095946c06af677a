package dtp.shell.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A container that serves over TCP, and one that gets and puts; both stay, so both are warm. Used on the command's thread. */
final class TcpPair implements AutoCloseable {
    /** Until the JIT has done with the path of large buffers: a gibibyte is a thousand of them only. */
    private static final int WARM_UPS = 16;

    private static final long WARM_BYTES = 1L << 29;
    private static final Sample.Cost NOTHING = new Sample.Cost(0, 0);

    private final Workplace place;
    private final Path root;
    private final Warm server;
    private final Warm client;
    private final int port;
    private int number;

    private TcpPair(Workplace place, Path root, Warm server, Warm client, int port) {
        this.place = place;
        this.root = root;
        this.server = server;
        this.client = client;
        this.port = port;
    }

    static TcpPair start(Workplace place, long sizeBytes) throws IOException, InterruptedException {
        Path root = Files.createDirectories(place.path("tcp-root"));
        int port = Workplace.freeTcpPort();
        List<String> serve = List.of("--root", root.toString(), "--allow-upload", "--tcp", "127.0.0.1:" + port);
        Warm server = Warm.start(place, "tcp-server", List.of(), serve);
        try {
            TcpPair pair =
                    new TcpPair(place, root, server, Warm.start(place, "tcp-client", List.of(), List.of()), port);
            pair.warmUp(sizeBytes);
            return pair;
        } catch (IOException | InterruptedException e) {
            server.close();
            throw e;
        }
    }

    private void warmUp(long sizeBytes) throws IOException {
        for (int i = 0; i < WARM_UPS; i++) {
            fast(Math.min(sizeBytes, WARM_BYTES));
            safe(Math.min(sizeBytes, WARM_BYTES));
            put(64L << 20);
        }
    }

    /** What runs in the client, and how long it took there. */
    private Sample measured(long bytes, List<String> command) throws IOException {
        Sample.Cost serverBefore = server.child().costSince(NOTHING);
        Sample.Cost clientBefore = client.child().costSince(NOTHING);
        place.freeMemory();
        long beganNs = System.nanoTime();
        client.call(command);
        double seconds = (System.nanoTime() - beganNs) / 1e9;
        return Sample.of(
                bytes / 1e6 / seconds,
                server.child().costSince(serverBefore),
                client.child().costSince(clientBefore));
    }

    private String at(String name) {
        return "tcp://127.0.0.1:" + port + "/" + name;
    }

    /** The same bytes under a name that is served. */
    private Path served(long sizeBytes) throws IOException {
        Path payload = place.payload(sizeBytes);
        Path link = root.resolve(payload.getFileName());
        if (!Files.exists(link)) {
            Files.createLink(link, payload);
        }
        return payload;
    }

    Sample fast(long sizeBytes) throws IOException {
        return get(sizeBytes, "?digest=no", "process");
    }

    /** Where it is not the first of its size, the server has the digest already. */
    Sample safe(long sizeBytes) throws IOException {
        return get(sizeBytes, "", "power-cut");
    }

    private Sample get(long sizeBytes, String option, String level) throws IOException {
        Path payload = served(sizeBytes);
        Path received = place.path("tcp-received");
        Files.deleteIfExists(received);
        String from = at(payload.getFileName() + option);
        Sample sample =
                measured(sizeBytes, List.of("get", from, "-o", received.toString(), "--durability", level, "-q"));
        Workplace.mustEqual(payload, received);
        Files.delete(received);
        return sample;
    }

    Sample put(long sizeBytes) throws IOException {
        Path payload = place.payload(sizeBytes);
        String name = "put" + number++;
        Sample sample = measured(sizeBytes, List.of("put", payload.toString(), at(name), "-q"));
        Workplace.mustEqual(payload, root.resolve(name));
        Files.delete(root.resolve(name));
        return sample;
    }

    /** From the server of this pair. */
    TcpMany many() {
        return new TcpMany(place, root, server.child(), port);
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
