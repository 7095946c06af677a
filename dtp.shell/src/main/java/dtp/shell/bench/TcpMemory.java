package dtp.shell.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Peak memory of a client and a server, both fresh and with a small heap, for a small and for a large file (SHA-256, level
 * POWER_CUT). Used on the command's thread.
 */
final class TcpMemory {
    private static final long SMALL_BYTES = 64L << 20;
    private static final long LARGE_BYTES = 4L << 30;
    private static final long PATIENCE_MS = 120_000;
    private static final List<String> SMALL_HEAP = List.of("-Xmx64m");

    private TcpMemory() {}

    private record Peaks(Sample.Cost server, Sample.Cost client) {
        double bytes() {
            return server.peakBytes() + client.peakBytes();
        }
    }

    /** How many times the memory of the small file the large one takes. */
    static Sample growth(Workplace place) throws IOException, InterruptedException {
        Peaks small = of(place, SMALL_BYTES);
        Peaks large = of(place, LARGE_BYTES);
        return new Sample(large.bytes() / small.bytes(), Optional.of(large.server()), Optional.of(large.client()));
    }

    private static Peaks of(Workplace place, long sizeBytes) throws IOException, InterruptedException {
        Path payload = place.payload(sizeBytes);
        Path received = place.path("memory-received");
        int port = Workplace.freeTcpPort();
        List<String> serve = List.of("--root", place.directory().toString(), "--tcp", "127.0.0.1:" + port);
        try (Warm server = Warm.start(place, "memory", SMALL_HEAP, serve)) {
            List<String> get = List.of(
                    "get",
                    "tcp://127.0.0.1:" + port + "/" + payload.getFileName(),
                    "-o",
                    received.toString(),
                    "--home",
                    place.path("home-memory-client").toString());
            try (Child client = place.dtp("memory-client", SMALL_HEAP, get)) {
                client.awaitSuccess("dtp get", PATIENCE_MS, server.child());
                server.child().sample();
                if (Files.size(received) != sizeBytes) {
                    throw new IOException(received + " has " + Files.size(received) + " bytes instead of " + sizeBytes);
                }
                return new Peaks(server.child().cost(), client.cost());
            }
        } finally {
            Files.deleteIfExists(received);
            if (sizeBytes == LARGE_BYTES) {
                Files.deleteIfExists(payload); // nobody else wants that much of the machine's memory
            }
        }
    }
}
