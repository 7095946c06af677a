package dtp.shell.bench;

import dtp.shell.text.Quantity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** DTP over CSP: two processes joined by UDP on the loopback, MTU 2048, digest on. Used on the command's thread. */
public final class CspBenchmark implements Benchmark {
    private static final int MTU = 2_048;
    private static final long RATE_RUN_S = 8;
    private static final double C_PAIR_MB_PER_S = 171; // libdtp's own pair on such a machine, see docs/performance.md

    private final Measurement lossy;

    /** @param lossy 10 MB at 2 MB/s with 10 % loss, in seconds: needs the nodes of this process */
    public CspBenchmark(Measurement lossy) {
        this.lossy = lossy;
    }

    @Override
    public String name() {
        return "csp";
    }

    @Override
    public String description() {
        return "DTP over CSP: UDP on the loopback, MTU 2048, digest on, both processes of this program";
    }

    @Override
    public void run(Run run) throws IOException, InterruptedException {
        List<Row> rows = new ArrayList<>();
        rows.add(Row.ours("start", "start to first packet", "s", new FirstPacket(run.place()))
                .wanted(Wanted.atMost(1.5)));
        rows.add(Row.ours("loss", "10 MB, -t 2M, 10 % loss", "s", lossy).wanted(Wanted.atMost(8)));
        for (long rate : new long[] {100_000, 1_000_000, 10_000_000, 100_000_000}) {
            rows.add(Row.ours(
                            "rate/" + rate / 1_000 + "k",
                            "rate kept at -t " + Quantity.rateText(rate),
                            "% off",
                            () -> rate(run, rate))
                    .wanted(Wanted.within(2)));
        }
        String size = Quantity.sizeText(run.sizeBytes());
        rows.add(Row.ours("throughput", size + ", no loss, no limit", "MB/s", () -> whole(run, List.of()))
                .wanted(Wanted.atLeast(C_PAIR_MB_PER_S))
                .against("udp"));
        rows.add(Row.ours("memory", size + ", -Xmx64m both sides", "MB/s", () -> whole(run, List.of("-Xmx64m"))));
        rows.add(MachineBenchmark.udp("udp", run.sizeBytes() / 4, MTU));
        run.interleave(rows);
    }

    private static Sample rate(Run run, long rate) throws IOException, InterruptedException {
        Path payload = run.place().payload(rate * RATE_RUN_S);
        CspPair.Outcome outcome = new CspPair(run.place(), List.of())
                .run(payload, List.of("-m", String.valueOf(MTU), "-t", String.valueOf(rate)));
        return Sample.of(100 * (outcome.bytesPerSecond() / rate - 1), outcome.server(), outcome.client());
    }

    private static Sample whole(Run run, List<String> javaOptions) throws IOException, InterruptedException {
        Path payload = run.place().payload(run.sizeBytes());
        CspPair.Outcome outcome =
                new CspPair(run.place(), javaOptions).run(payload, List.of("-m", String.valueOf(MTU), "-t", "4G"));
        return Sample.of(run.sizeBytes() / 1e6 / outcome.seconds(), outcome.server(), outcome.client());
    }
}
