package dtp.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.shell.bench.Benchmark;
import dtp.shell.bench.Benchmarks;
import dtp.shell.bench.Sample;
import dtp.shell.console.Console;
import dtp.shell.console.Interrupt;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BenchTest {
    @TempDir
    Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... words) {
        Console console = new Console(print(out), print(err), 0, false, home, new Interrupt());
        return new Program(new FakeStation(home), InstantSource.fixed(Instant.EPOCH)).run(List.of(words), console);
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void withoutANameAllBenchmarksAreListed() {
        assertEquals(0, run("bench"));
        for (String name : List.of("csp", "set", "journal", "startup", "machine")) {
            assertTrue(out().contains("dtp bench " + name + " "), out());
        }
    }

    @Test
    void anUnknownNameIsWrongUsageAndAnsweredWithTheKnownOnes() {
        assertEquals(2, run("bench", "warp"));
        assertTrue(err().contains("there is no benchmark warp; there are: csp, set, journal, "), err());
    }

    @Test
    void runsAndSizesThatCannotBeAreWrongUsage() {
        assertEquals(2, run("bench", "machine", "--runs", "0"));
        assertEquals(2, run("bench", "machine", "--runs", "many"));
        assertEquals(2, run("bench", "machine", "--size", "much"));
        assertEquals(2, run("bench", "machine", "--size", "2000G"));
        assertTrue(err().contains("--runs is 1 or more, not 0") && err().contains("--size"), err());
    }

    @Test
    void namesAreOneWordAndUnique() {
        List<Benchmark> all = Benchmarks.all(() -> Sample.of(0), (home, requests, atOnce) -> {});
        Set<String> names = all.stream().map(Benchmark::name).collect(Collectors.toSet());
        assertEquals(all.size(), names.size());
        names.forEach(name -> assertTrue(name.matches("[a-z]+"), name));
    }

    @Test
    void aWrongRowIsAnsweredWithTheKeysOfTheRows() {
        assertEquals(1, run("bench", "machine", "--only", "warp", "--dir", home.toString(), "--runs", "1"));
        assertTrue(err().contains("there are: memcpy, read, write"), err());
    }

    @Test
    void figuresArePrintedDrawnAndKeptAndNothingElseIsLeftBehind() throws Exception {
        Path work = Files.createDirectory(home.resolve("work"));
        Path svg = home.resolve("machine.svg");
        Path document = home.resolve("performance.md");
        int exit = run(
                "bench",
                "machine",
                "--runs",
                "2",
                "--size",
                "100k",
                "--only",
                "sha256,read",
                "--dir",
                work.toString(),
                "--svg",
                svg.toString(),
                "--save",
                document.toString(),
                "--json");
        assertEquals(0, exit, err());
        assertTrue(out().contains("\"event\":\"machine\"") && out().contains("\"key\":\"sha256\""), out());
        assertTrue(out().contains("\"runs\":2"), out());
        assertTrue(Files.readString(svg).contains("SHA-256"));
        assertTrue(Files.readString(document).contains("dtp bench machine --runs 2 --only read,sha256 --size 100k"));
        try (var left = Files.list(work)) {
            assertEquals(0, left.count());
        }
    }
}
