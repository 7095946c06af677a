package dtp.shell.bench;

import java.io.IOException;
import java.util.List;

/** How long the program takes to start. Used on the command's thread. */
public final class StartupBenchmark implements Benchmark {
    private static final long PATIENCE_MS = 30_000;

    @Override
    public String name() {
        return "startup";
    }

    @Override
    public String description() {
        return "start of a process: to its first packet, of --version, of a container until it serves, and of a bare JVM";
    }

    @Override
    public void run(Run run) throws IOException, InterruptedException {
        Workplace place = run.place();
        run.interleave(List.of(
                Row.ours("packet", "dtp get: start to first packet", "s", new FirstPacket(place))
                        .wanted(Wanted.atMost(1.5))
                        .against("jvm"),
                Row.ours(
                                "version",
                                "dtp --version",
                                "s",
                                () -> ended(() -> place.dtp("version", List.of(), List.of("--version"))))
                        .wanted(Wanted.less())
                        .against("jvm"),
                Row.ours("serve", "dtp serve: start to ready", "s", () -> ready(place))
                        .wanted(Wanted.less())
                        .against("jvm"),
                Row.limit("jvm", "java -version", "s", () -> ended(() -> place.jvm("jvm", List.of("-version"))))
                        .wanted(Wanted.less())));
    }

    private interface Starter {
        Child start() throws IOException;
    }

    private static Sample ended(Starter starter) throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (Child child = starter.start()) {
            child.awaitSuccess("the process", PATIENCE_MS);
            return Sample.of((System.nanoTime() - start) / 1e9, child.cost());
        }
    }

    private static Sample ready(Workplace place) throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (Warm container = Warm.start(place, "ready", List.of(), List.of())) {
            double seconds = (System.nanoTime() - start) / 1e9;
            container.child().sample();
            return Sample.of(seconds, container.child().cost());
        }
    }
}
