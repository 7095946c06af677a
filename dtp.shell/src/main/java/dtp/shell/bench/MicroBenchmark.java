package dtp.shell.bench;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The JMH benchmarks of one package of dtp.bench, in forked JVMs: a fork is a run, its value the mean of its iterations. All
 * less-is-better: time for one operation. Used on the command's thread.
 */
public final class MicroBenchmark implements Benchmark {
    private static final long PATIENCE_PER_FORK_MS = 30_000;

    private final String name;
    private final String description;
    private final String packageName;
    private final Map<String, Wanted> wanted = new HashMap<>();
    private final Map<String, Row.Against> against = new HashMap<>();

    /** @param packageName of dtp.bench, all of whose JMH classes are run */
    public MicroBenchmark(String name, String description, String packageName) {
        this.name = name;
        this.description = description;
        this.packageName = packageName;
    }

    /** @param key such as {@code Opening.reopen/100000}: class, method, values of the parameters joined by a dash */
    public MicroBenchmark wanted(String key, Wanted what) {
        wanted.put(key, what);
        return this;
    }

    /** The ratio of a row to another is told, and is to be at least that: 0.5 means at most twice as slow. */
    public MicroBenchmark against(String key, String otherKey, double atLeast) {
        against.put(key, new Row.Against(otherKey, atLeast));
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public void run(Run run) throws IOException, InterruptedException {
        List<String> methods = methods(run);
        List<String> chosen = methods.stream()
                .filter(method -> run.wants(key(method, Map.of())) || run.wants(method(method)))
                .toList();
        if (chosen.isEmpty()) {
            throw new IOException("--only names no row of this benchmark; there are: "
                    + methods.stream().map(m -> key(m, Map.of())).collect(Collectors.joining(", ")));
        }
        // A JVM for one method: Ctrl-C ends between them, and what was measured is there.
        for (String method : chosen) {
            if (!run.isInterrupted()) {
                measure(run, method);
            }
        }
    }

    /** Whole names of the benchmarks of the package. */
    private List<String> methods(Run run) throws IOException, InterruptedException {
        Process list = new ProcessBuilder(command(run, List.of("-l")))
                .redirectError(run.place().path("jmh.log").toFile())
                .start();
        List<String> methods = new ArrayList<>();
        try (BufferedReader lines = list.inputReader()) {
            lines.lines().filter(line -> line.startsWith(packageName + ".")).forEach(methods::add);
        }
        if (!list.waitFor(PATIENCE_PER_FORK_MS, TimeUnit.MILLISECONDS) || methods.isEmpty()) {
            list.destroyForcibly();
            throw new IOException(run.place().benchJar() + " has no benchmarks of " + packageName + ": build it again");
        }
        return methods;
    }

    private List<String> command(Run run, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                run.place().benchJar().toString()));
        command.addAll(options);
        return command;
    }

    private void measure(Run run, String method) throws IOException, InterruptedException {
        Path results = run.place().path("jmh.json");
        Files.deleteIfExists(results);
        List<String> options = List.of(
                method.replace(".", "\\.") + "$",
                "-f",
                String.valueOf(run.times()),
                "-wi",
                "2",
                "-w",
                "150ms",
                "-i",
                "2",
                "-r",
                "150ms",
                "-foe",
                "true",
                "-rf",
                "json",
                "-rff",
                results.toString(),
                "-jvmArgs",
                "-XX:+UseSerialGC -Xmx1g -Ddtp.bench.dir=" + run.place().directory());
        run.say(key(method, Map.of()) + " ...");
        try (Child jmh = run.place().tool("jmh", command(run, options))) {
            jmh.awaitSuccess("JMH", PATIENCE_PER_FORK_MS * run.times());
        }
        try (Reader json = Files.newBufferedReader(results)) {
            for (JmhResults.Result result : JmhResults.read(new JsonFactory(), json)) {
                add(run, result);
            }
        }
    }

    private void add(Run run, JmhResults.Result result) {
        String key = key(result.benchmark(), result.parameters());
        Row row = run.add(Row.measured(key, text(result), result.unit().replace("/op", ""))
                .wanted(wanted.getOrDefault(key, Wanted.less())));
        Optional.ofNullable(against.get(key)).ifPresent(other -> row.against(other.key(), other.atLeast()));
        result.forks().forEach(value -> row.add(Sample.of(value)));
    }

    private static String method(String whole) {
        return whole.substring(whole.lastIndexOf('.') + 1);
    }

    /** {@code Accumulator.grow/1000}. */
    private static String key(String whole, Map<String, String> parameters) {
        int type = whole.lastIndexOf('.', whole.lastIndexOf('.') - 1);
        String brief = whole.substring(type + 1);
        return parameters.isEmpty() ? brief : brief + "/" + String.join("-", parameters.values());
    }

    private static String text(JmhResults.Result result) {
        String what = key(result.benchmark(), Map.of());
        return result.parameters().isEmpty()
                ? what
                : what + ", "
                        + result.parameters().entrySet().stream()
                                .map(p -> p.getValue() + " " + p.getKey())
                                .collect(Collectors.joining(", "));
    }
}
