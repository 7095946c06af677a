package dtp.shell.bench;

import dtp.api.contact.ContactPlan;
import dtp.path.relay.Relay;
import dtp.path.relay.RelayText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rows of {@code dtp bench kftp} that go through relays of this process: long, lossy, narrow paths. Pure but for its rows. */
final class KftpPaths {
    private static final long SIZE = 16L << 20;
    private static final long FAR_SIZE = 128L << 20;
    private static final long THREE_SIZE = 32L << 20;
    /** 10 Mbit/s. */
    private static final int RATE = 1_250_000;
    /** What of it is left to pieces of 1 400 bytes, with the headers of UDP and KFTP, and a little room. */
    private static final int FIXED = 1_210_000;

    private static final int FAST_RATE = 10 * RATE;
    private static final int QUEUE = 375_000;

    private KftpPaths() {}

    static List<Row> rows(KftpBenchmark.Gets gets, int... ports) {
        List<Row> rows = new ArrayList<>();
        double[][] wanted = {{0, 15.5, 16.3}, {1, 16, 17}, {5, 17, 18.5}};
        for (double[] row : wanted) {
            String path = path(RATE, QUEUE, 150, row[0]);
            String what = String.format(Locale.ROOT, "16 MiB, 10 Mbit/s, 150 ms each way, %.0f %% loss, ", row[0]);
            String key = String.format(Locale.ROOT, "%.0f", row[0]);
            rows.add(Row.ours(
                            "fixed/" + key,
                            what + "fixed rate",
                            "s",
                            () -> seconds(gets, SIZE, path, fixed(), ports[0]))
                    .wanted(Wanted.atMost(row[1])));
            rows.add(Row.ours(
                            "auto/" + key,
                            what + "rate found",
                            "s",
                            () -> seconds(gets, SIZE, path, List.of(), ports[0]))
                    .wanted(Wanted.atMost(row[2])));
        }
        rows.add(far("far", "10 Mbit/s", RATE, gets, ports[0]).wanted(Wanted.atLeast(80)));
        rows.add(far("far-fast", "100 Mbit/s", FAST_RATE, gets, ports[0]));
        String one = path(RATE, QUEUE, 150, 0);
        rows.add(Row.ours("relay1", "32 MiB through a relay", "MB/s", () -> speed(gets, one, List.of(), ports[0])));
        rows.add(Row.ours(
                        "relay3",
                        "32 MiB from three servers through a relay each",
                        "MB/s",
                        () -> speed(gets, one, List.of(), ports))
                .against("relay1", 2.7));
        return rows;
    }

    /** The queue grows with the rate: it holds as long as that of 375 kB at 10 Mbit/s. */
    private static Row far(String key, String speed, int rate, KftpBenchmark.Gets gets, int port) {
        String path = path(rate, rate / 10 * 3, 300, 10);
        return Row.ours(
                key,
                "128 MiB, " + speed + ", 300 ms each way, 10 % loss, of rate x (1 - loss)",
                "%",
                () -> share(gets, path, rate, port));
    }

    private static List<String> fixed() {
        return List.of("-t", String.valueOf(FIXED));
    }

    private static String path(int rate, int queue, int delayMs, double lossPercent) {
        return String.format(
                Locale.ROOT, "seed=7,delay=%dms,loss=%.2f,rate=%d,queue=%d", delayMs, lossPercent / 100, rate, queue);
    }

    private static Sample share(KftpBenchmark.Gets gets, String path, int rate, int port) throws IOException {
        double seconds = seconds(gets, FAR_SIZE, path, List.of(), port).value();
        return Sample.of(100 * FAR_SIZE / seconds / (rate * 0.9));
    }

    private static Sample speed(KftpBenchmark.Gets gets, String path, List<String> options, int... ports)
            throws IOException {
        return Sample.of(THREE_SIZE
                / 1e6
                / seconds(gets, THREE_SIZE, path, options, ports).value());
    }

    /** Each server behind a relay of its own. */
    private static Sample seconds(KftpBenchmark.Gets gets, long size, String path, List<String> options, int... ports)
            throws IOException {
        StringBuilder links = new StringBuilder();
        for (int port : ports) {
            links.append("path")
                    .append(port)
                    .append(": udp 0 ")
                    .append(port)
                    .append(' ')
                    .append(path)
                    .append('\n');
        }
        try (Relay relay = Relay.open(RelayText.file(links.toString(), ContactPlan.always()))) {
            int[] through = relay.counters().stream()
                    .mapToInt(Relay.Counters::localPort)
                    .toArray();
            return gets.seconds(size, options, through);
        }
    }
}
