package dtp.shell.bench;

import java.util.List;

/** The list of what can be measured: a new benchmark is a line here. Pure. */
public final class Benchmarks {
    private Benchmarks() {}

    /**
     * @param lossy see {@link CspBenchmark}
     * @param downloads by the session service of this process
     */
    public static List<Benchmark> all(Measurement lossy, Downloads downloads) {
        return List.of(
                new CspBenchmark(lossy),
                new MicroBenchmark(
                                "set",
                                "sets of byte ranges: IntervalSet, and the engine's IntervalAccumulator, for one operation",
                                "dtp.bench.set")
                        .wanted("Accumulator.grow/100000", Wanted.atMost(1_100)),
                new MicroBenchmark(
                                "journal",
                                "session files: records, checkpoints, opening 100 000 holes of a sparse file of 100 GB",
                                "dtp.bench.journal")
                        .wanted("Opening.reopen/100000", Wanted.atMost(100))
                        .against("Records.checkpoint/10", "Bare.writeAndSync", Double.NaN)
                        .against("Records.append/100000", "Records.append/10", Double.NaN),
                new PathBenchmark(),
                new RelayBenchmark(),
                new TcpBenchmark(downloads),
                new ZmqBenchmark(),
                new KftpBenchmark(),
                new StartupBenchmark(),
                new MachineBenchmark(),
                new PeersBenchmark());
    }
}
