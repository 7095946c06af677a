package dtp.shell.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A serving and a getting process, joined by UDP on the loopback; the files stand in one directory. Used on the command's thread. */
final class CspPair {
    private static final long READY_MS = 30_000;
    private static final long PATIENCE_MS = 300_000;

    private final Workplace place;
    private final List<String> javaOptions;

    CspPair(Workplace place, List<String> javaOptions) {
        this.place = place;
        this.javaOptions = List.copyOf(javaOptions);
    }

    /** What a run gave; the rate is NaN when it was too short to tell. */
    record Outcome(double seconds, double bytesPerSecond, Sample.Cost server, Sample.Cost client) {}

    /** Serves the file and gets it once, with these options of get. */
    Outcome run(Path payload, List<String> getOptions) throws IOException, InterruptedException {
        int[] ports = Workplace.freeUdpPorts(2);
        Path received = place.path("received");
        Files.deleteIfExists(received);
        place.freeMemory();
        try (Child serve = place.dtp("serve", javaOptions, serve(payload, ports))) {
            if (!serve.awaitEvent("ready", READY_MS)) {
                throw new IOException("serve did not start: " + serve.said());
            }
            try (Child get = place.dtp("get", javaOptions, get(received, ports, getOptions))) {
                get.awaitSuccess("get", PATIENCE_MS);
                serve.sample();
                Workplace.mustEqual(payload, received);
                if (!get.events("end").get(0).getOrDefault("verification", "").equals("DIGEST")) {
                    throw new IOException("the file came without its digest");
                }
                return outcome(serve, get);
            }
        } finally {
            Files.deleteIfExists(received);
        }
    }

    private List<String> serve(Path payload, int[] ports) {
        return List.of(
                "serve",
                "--home",
                place.path("s").toString(),
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
                "-q",
                "--standalone",
                "--home",
                place.path("g").toString(),
                "--csp-address",
                "11",
                "--csp-link",
                "udp://" + ports[1] + "@127.0.0.1:" + ports[0]));
        args.addAll(options);
        return args;
    }

    /** Seconds from the start of the session to its end; the rate between the first and the last event of progress. */
    private static Outcome outcome(Child serve, Child get) {
        List<Map<String, String>> progress = get.events("progress").stream()
                .filter(e -> number(e, "heldBytes") > 0 && number(e, "heldBytes") < number(e, "sizeBytes"))
                .toList();
        double seconds = seconds(get.events("started").get(0), get.events("end").get(0));
        double rate = Double.NaN;
        if (progress.size() > 1) {
            Map<String, String> first = progress.get(0);
            Map<String, String> last = progress.get(progress.size() - 1);
            rate = (number(last, "heldBytes") - number(first, "heldBytes")) / seconds(first, last);
        }
        return new Outcome(seconds, rate, serve.cost(), get.cost());
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
