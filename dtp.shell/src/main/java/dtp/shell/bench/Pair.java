package dtp.shell.bench;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A serving and a getting process, joined by UDP on the loopback; the files stand in one directory. Used on the command's thread. */
public final class Pair {
    private static final int BLOCK = 1 << 20;
    private static final long READY_MS = 30_000;
    private static final long PATIENCE_MS = 300_000;

    private final Path directory;
    private final List<String> javaOptions;

    public Pair(Path directory, List<String> javaOptions) {
        this.directory = directory;
        this.javaOptions = List.copyOf(javaOptions);
    }

    /** What a run gave. */
    public record Outcome(double seconds, double bytesPerSecond) {}

    /** A file of that size with content from a seed, made unless it is there. */
    public static Path payload(Path directory, long size) throws IOException {
        Path file = directory.resolve("payload-" + size);
        if (Files.exists(file) && Files.size(file) == size) {
            return file;
        }
        SplittableRandom random = new SplittableRandom(size);
        ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel out = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (long left = size; left > 0; left -= BLOCK) {
                block.clear();
                while (block.hasRemaining()) {
                    block.putLong(random.nextLong());
                }
                block.flip().limit((int) Math.min(BLOCK, left));
                while (block.hasRemaining()) {
                    out.write(block);
                }
            }
        }
        return file;
    }

    /** Two UDP ports that are free now. */
    static int[] freePorts() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (DatagramSocket a = new DatagramSocket(0, loopback);
                DatagramSocket b = new DatagramSocket(0, loopback)) {
            return new int[] {a.getLocalPort(), b.getLocalPort()};
        }
    }

    /** Serves the file and gets it once, with these options of get. */
    public Outcome run(Path payload, List<String> getOptions, Measured costs) throws IOException, InterruptedException {
        int[] ports = freePorts();
        Path received = directory.resolve("received");
        Files.deleteIfExists(received);
        try (Child serve = Child.start(directory, directory.resolve("serve.log"), javaOptions, serve(payload, ports))) {
            if (!serve.awaitEvent("ready", READY_MS)) {
                throw new IOException("serve did not start: " + said("serve.log"));
            }
            try (Child get = Child.start(
                    directory, directory.resolve("get.log"), javaOptions, get(received, ports, getOptions))) {
                int exit = get.awaitEnd(PATIENCE_MS);
                serve.sample();
                if (exit != 0) {
                    throw new IOException("get ended with " + exit + ": " + said("get.log"));
                }
                if (Files.mismatch(payload, received) != -1) {
                    throw new IOException("the received file differs from the payload");
                }
                if (!get.events("end").get(0).getOrDefault("verification", "").equals("DIGEST")) {
                    throw new IOException("the file came without its digest");
                }
                costs.cost(serve, get);
                return outcome(get);
            }
        }
    }

    private String said(String log) throws IOException {
        return Files.readString(directory.resolve(log)).strip();
    }

    private List<String> serve(Path payload, int[] ports) {
        return List.of(
                "serve",
                "--json",
                "--home",
                directory.resolve("s").toString(),
                "--payload",
                "3=" + payload,
                "--csp-address",
                "10",
                "--csp-link",
                "udp://" + ports[0] + "@127.0.0.1:" + ports[1]);
    }

    private List<String> get(Path received, int[] ports, List<String> options) {
        List<String> args = new ArrayList<>(List.of(
                "get",
                "csp://10/3",
                "-o",
                received.toString(),
                "--json",
                "-q",
                "--standalone",
                "--home",
                directory.resolve("g").toString(),
                "--csp-address",
                "11",
                "--csp-link",
                "udp://" + ports[1] + "@127.0.0.1:" + ports[0]));
        args.addAll(options);
        return args;
    }

    /** Seconds from the start of the session to its end; the rate between the first and the last event of progress. */
    private static Outcome outcome(Child get) throws IOException {
        List<Map<String, String>> progress = get.events("progress").stream()
                .filter(e -> number(e, "heldBytes") > 0 && number(e, "heldBytes") < number(e, "sizeBytes"))
                .toList();
        double seconds = seconds(get.events("started").get(0), get.events("end").get(0));
        if (progress.size() < 2) {
            return new Outcome(seconds, Double.NaN);
        }
        Map<String, String> first = progress.get(0);
        Map<String, String> last = progress.get(progress.size() - 1);
        return new Outcome(seconds, (number(last, "heldBytes") - number(first, "heldBytes")) / seconds(first, last));
    }

    private static double number(Map<String, String> event, String field) {
        return Double.parseDouble(event.getOrDefault(field, "0"));
    }

    private static double seconds(Map<String, String> from, Map<String, String> to) {
        return Duration.between(Instant.parse(from.get("time")), Instant.parse(to.get("time")))
                        .toNanos()
                / 1e9;
    }
}
