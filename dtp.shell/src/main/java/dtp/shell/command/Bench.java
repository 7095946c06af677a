package dtp.shell.command;

import dtp.shell.bench.Benchmark;
import dtp.shell.bench.Benchmarks;
import dtp.shell.bench.Machine;
import dtp.shell.bench.Row;
import dtp.shell.bench.Run;
import dtp.shell.bench.Workplace;
import dtp.shell.bench.report.JsonRows;
import dtp.shell.bench.report.Report;
import dtp.shell.bench.report.SavedSection;
import dtp.shell.bench.report.SvgPlot;
import dtp.shell.bench.report.TextTable;
import dtp.shell.text.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dtp bench NAME}: measures this program on this machine, beside the peers that are installed and the machine's limits. */
@CommandLine.Command(
        name = "bench",
        description =
                "Measure DTP on this machine, beside other programs that are installed. Without NAME: list what is known.")
final class Bench extends Command {
    private static final long MAX_SIZE = 1L << 40;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "what to measure; without it, what there is is listed")
    String name;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "runs of each row (default: ${DEFAULT-VALUE})",
            defaultValue = "5")
    int runs;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "ROW",
            description = "rows by their keys, or by what stands before a slash; a wrong one is answered with the keys")
    Set<String> only = Set.of();

    @Option(names = "--size", paramLabel = "BYTES", description = "of the big file (default: 1 GiB)")
    String size;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "where files are written (default: /dev/shm, else the home)")
    String dir;

    @Option(names = "--svg", paramLabel = "FILE", description = "draw a plot as well")
    String svg;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "write the table into its section of a Markdown file, such as docs/performance.md")
    String save;

    @Override
    Place place() {
        return Place.HERE;
    }

    @Override
    int run(Invocation in) throws CommandException {
        try (LossyTransfer lossy = new LossyTransfer(in)) {
            List<Benchmark> known = Benchmarks.all(lossy, new OwnDownloads(in));
            if (name == null) {
                known.forEach(b -> in.say(String.format("dtp bench %-8s %s", b.name(), b.description())));
                return Exit.COMPLETE;
            }
            Benchmark benchmark = known.stream()
                    .filter(b -> b.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> CommandException.usage("there is no benchmark " + name + "; there are: "
                            + known.stream().map(Benchmark::name).collect(Collectors.joining(", "))));
            Run.Wish wish = wish();
            Report report = measured(in, benchmark, wish);
            return in.interrupt().isRaised() || !report.worked() ? Exit.FAILED : Exit.COMPLETE;
        } catch (IOException e) {
            throw CommandException.failed("the measurement failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted");
        }
    }

    private Run.Wish wish() throws CommandException {
        if (runs < 1) {
            throw CommandException.usage("--runs is 1 or more, not " + runs);
        }
        try {
            long bytes = size == null ? 1L << 30 : Quantity.size(size);
            if (bytes > MAX_SIZE) {
                throw CommandException.usage("--size is at most " + Quantity.sizeText(MAX_SIZE));
            }
            return new Run.Wish(runs, Set.copyOf(only), bytes);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage("--size: " + e.getMessage());
        }
    }

    private Report measured(Invocation in, Benchmark benchmark, Run.Wish wish)
            throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(base(in), "dtp-bench-");
        try {
            Machine machine = Machine.look(directory, in.clock().instant());
            if (!common.quiet) {
                in.tell(machine.toString());
            }
            machine.warning().ifPresent(in::tell);
            Workplace place = new Workplace(
                    directory, Path.of(System.getProperty("java.class.path")).toAbsolutePath());
            Run run = new Run(wish, place, () -> in.interrupt().isRaised(), line -> {
                if (!common.quiet) {
                    in.tell(line);
                }
            });
            benchmark.run(run);
            Report report =
                    new Report(benchmark.name(), benchmark.description(), command(), machine, run.rows(), run.notes());
            print(in, report);
            keep(in, report);
            return report;
        } finally {
            Rehearsal.remove(directory);
        }
    }

    private Path base(Invocation in) throws IOException {
        if (dir != null) {
            return in.console().file(dir);
        }
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory)
                ? memory
                : Files.createDirectories(in.station().home().resolve("run"));
    }

    /** What to type for the same again. */
    private String command() {
        return "dtp bench " + name + " --runs " + runs
                + (only.isEmpty() ? "" : " --only " + only.stream().sorted().collect(Collectors.joining(",")))
                + (size == null ? "" : " --size " + size)
                + (dir == null ? "" : " --dir " + Words.quoted(dir));
    }

    private void print(Invocation in, Report report) {
        if (common.json) {
            in.events().event("machine", g -> JsonRows.machine(g, report));
            for (Row row : report.rows()) {
                in.events().event("measured", g -> JsonRows.row(g, report, row));
            }
            return;
        }
        TextTable.lines(report).forEach(in::say);
        report.notes().forEach(in::say);
    }

    private void keep(Invocation in, Report report) throws IOException {
        Optional<Path> plot = Optional.ofNullable(svg).map(in.console()::file);
        if (plot.isPresent()) {
            Files.createDirectories(plot.get().getParent());
            Files.writeString(plot.get(), SvgPlot.of(report));
        }
        if (save != null && !in.interrupt().isRaised()) {
            SavedSection.write(in.console().file(save), report, plot);
        }
    }
}
