package dtp.shell.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * TCP on the loopback, both processes of this program and warm, beside packaged tools and the bare limit. Used on the command's
 * thread.
 */
public final class TcpBenchmark implements Benchmark {
    private static final long SMALLER_BYTES = 64L << 20;
    private static final double OF_HASHING = 0.85;
    private static final double OF_THE_BEST = 1;
    private static final double OF_NGINX = 1.5;
    private static final double MANY_S = 1.5;
    private static final double FAIR = 5;
    private static final double MEMORY_MB = 256;
    private static final double GROWTH = 1.1;
    private static final Path CONGESTION = Path.of("/proc/sys/net/ipv4/tcp_congestion_control");

    private final Downloads downloads;

    public TcpBenchmark(Downloads downloads) {
        this.downloads = downloads;
    }

    @Override
    public String name() {
        return "tcp";
    }

    @Override
    public String description() {
        return "TCP: files over the loopback from page cache to new files, warm, and what packaged tools need for the same";
    }

    @Override
    public void run(Run run) throws IOException, InterruptedException {
        Workplace place = run.place();
        if (Files.isReadable(CONGESTION)) {
            run.note("congestion control of TCP, of all rows: "
                    + Files.readString(CONGESTION).strip());
        }
        try (TcpPair pair = TcpPair.start(place, run.sizeBytes())) {
            pair.safe(run.sizeBytes()); // from now on the server has the digest
            List<Row> rows = new ArrayList<>();
            rows.add(Row.ours("process", "get, level PROCESS, no digest", "MB/s", () -> pair.fast(run.sizeBytes()))
                    .against("peer/*", OF_THE_BEST)
                    .against("peer/nginx", OF_NGINX)
                    .against("tcp"));
            rows.add(Row.ours("digest", "get, POWER_CUT, SHA-256 verified", "MB/s", () -> pair.safe(run.sizeBytes()))
                    .against("sha256/file", OF_HASHING)
                    .against("sha256")
                    .against("tcp/sha256")
                    .against("write"));
            rows.add(Row.ours("put", "put, POWER_CUT, SHA-256 verified", "MB/s", () -> pair.put(run.sizeBytes()))
                    .against("sha256/file")
                    .against("sha256"));
            rows.add(Row.ours("smaller", "get of 64 MiB, level PROCESS", "MB/s", () -> pair.fast(SMALLER_BYTES))
                    .against("peer64/*"));
            TcpMany many = pair.many();
            rows.add(Row.ours(
                            "many",
                            TcpMany.FILES + " files of 4 KiB through the API, level PROCESS, warm",
                            "s",
                            () -> many.warm(downloads))
                    .wanted(Wanted.atMost(MANY_S)));
            rows.add(Row.ours(
                            "cold",
                            "the first " + TcpMany.FILES + " of a fresh container, get --batch",
                            "s",
                            many::cold)
                    .wanted(Wanted.less()));
            rows.add(Row.ours(
                            "growth",
                            "memory for 4 GiB, in that for 64 MiB, fresh, -Xmx64m",
                            "x",
                            () -> TcpMemory.growth(place))
                    .wanted(Wanted.atMost(GROWTH)));
            rows.add(crowd("fair", "the slowest, in medians", "x", o -> o.slowestS() / o.medianS(), place)
                    .wanted(Wanted.atMost(FAIR)));
            rows.add(crowd(
                            "memory",
                            "the server's memory, -Xmx64m",
                            "MB",
                            o -> o.server().peakBytes() / 1e6,
                            place)
                    .wanted(Wanted.atMost(MEMORY_MB)));
            rows.addAll(others(place, run.sizeBytes()));
            run.interleave(rows);
        }
    }

    private static List<Row> others(Workplace place, long sizeBytes) throws IOException {
        List<Row> rows = new ArrayList<>();
        rows.addAll(PackagedPeers.tcp("peer", "", place, sizeBytes));
        rows.addAll(PackagedPeers.tcp("peer64", ", 64 MiB", place, SMALLER_BYTES));
        rows.add(MachineBenchmark.tcp("tcp", place, sizeBytes));
        rows.add(MachineBenchmark.digestedTcp("tcp/sha256", place, sizeBytes));
        rows.add(MachineBenchmark.sha256OfFile("sha256/file", place, sizeBytes));
        rows.add(MachineBenchmark.sha256("sha256", sizeBytes));
        rows.add(MachineBenchmark.write("write", place, sizeBytes));
        return rows;
    }

    private static Row crowd(
            String key, String what, String unit, ToDoubleFunction<TcpCrowd.Outcome> figure, Workplace place) {
        return Row.ours(key, TcpCrowd.CLIENTS + " downloads of 1 MiB at once: " + what, unit, () -> {
            TcpCrowd.Outcome outcome = TcpCrowd.run(place);
            return new Sample(figure.applyAsDouble(outcome), Optional.of(outcome.server()), Optional.empty());
        });
    }
}
