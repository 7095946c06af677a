package dtp.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

class MicroBenchmarksTest {
    @TempDir
    java.nio.file.Path folder;

    @Test
    void everyMicroBenchmarkOfTheSetsRuns() throws RunnerException {
        assertEquals(
                Set.of(
                        "grow",
                        "repeat",
                        "addAndRemove",
                        "snapshot",
                        "unionOfABatch",
                        "minus",
                        "complement",
                        "contains"),
                ran("dtp.bench.set", "intervals"));
    }

    @Test
    void everyMicroBenchmarkOfTheJournalRuns() throws RunnerException {
        assertEquals(
                Set.of("append", "checkpoint", "reopen", "makeAndDiscard", "writeAndSync"),
                ran("dtp.bench.journal", "holes"));
    }

    /** Names of those that ended with a figure, in this process, for a moment, with ten intervals. */
    private Set<String> ran(String packageName, String parameter) throws RunnerException {
        System.setProperty("dtp.bench.dir", folder.toString());
        Options options = new OptionsBuilder()
                .include(packageName + "\\..*")
                .param(parameter, "10")
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(new TimeValue(5, TimeUnit.MILLISECONDS))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        Collection<RunResult> results = new Runner(options).run();
        Set<String> names = new TreeSet<>();
        for (RunResult result : List.copyOf(results)) {
            String whole = result.getParams().getBenchmark();
            if (result.getPrimaryResult().getScore() > 0) {
                names.add(whole.substring(whole.lastIndexOf('.') + 1));
            }
        }
        return names;
    }
}
