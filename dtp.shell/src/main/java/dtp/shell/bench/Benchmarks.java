package dtp.shell.bench;

import java.util.List;

/** The list of what can be measured: a new benchmark is a line here. Pure. */
public final class Benchmarks {
    private Benchmarks() {}

    /** @param lossy see {@link CspBenchmark} */
    public static List<Benchmark> all(Measurement lossy) {
        return List.of(new CspBenchmark(lossy), new StartupBenchmark());
    }
}
