package dtp.shell.command;

import dtp.api.Session;
import dtp.api.TransferOptions;
import dtp.shell.bench.Figures;
import dtp.shell.bench.FirstPacket;
import dtp.shell.bench.Measured;
import dtp.shell.bench.Pair;
import dtp.shell.text.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dtp bench csp}: measures this program on this machine, over UDP on the loopback. */
@CommandLine.Command(
        name = "bench",
        description = "Measure DTP over CSP on this machine: UDP on the loopback, MTU 2048, digest on.")
final class Bench extends Command {
    private static final Set<String> KINDS = Set.of("throughput", "loss", "rate", "start", "memory");
    private static final long RATE_RUN_S = 8;
    private static final double MB = 1e6;

    @Parameters(paramLabel = "csp", description = "what to measure")
    String what;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "runs of each (default: ${DEFAULT-VALUE})",
            defaultValue = "5")
    int runs;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "KIND",
            description = "of throughput, loss, rate, start, memory")
    Set<String> only = KINDS;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            description = "of the file for throughput and memory (default: 1 GiB)")
    String size;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "where files are written (default: /dev/shm, else the home)")
    String dir;

    @Override
    Place place() {
        return Place.HERE;
    }

    @Override
    int run(Invocation in) throws CommandException {
        if (!what.equals("csp") || runs < 1 || !KINDS.containsAll(only)) {
            throw CommandException.usage("dtp bench csp [--runs N] [--only throughput,loss,rate,start,memory]");
        }
        long bytes = bytes();
        try {
            Path directory = Files.createTempDirectory(base(in), "dtp-bench-");
            try {
                measure(in, directory, bytes);
            } finally {
                Rehearsal.remove(directory);
            }
        } catch (IOException e) {
            throw CommandException.failed("the measurement failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted");
        }
        return in.interrupt().isRaised() ? Exit.FAILED : Exit.COMPLETE;
    }

    private long bytes() throws CommandException {
        try {
            return size == null ? 1L << 30 : Quantity.size(size);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage("--size: " + e.getMessage());
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

    private void measure(Invocation in, Path directory, long bytes)
            throws IOException, InterruptedException, CommandException {
        header(in);
        if (only.contains("start")) {
            starts(in, directory);
        }
        if (only.contains("loss")) {
            loss(in);
        }
        if (only.contains("rate")) {
            for (long rate : new long[] {100_000, 1_000_000, 10_000_000, 100_000_000}) {
                rate(in, directory, rate);
            }
        }
        if (only.contains("throughput")) {
            whole(in, directory, bytes, List.of(), "no loss, no limit", ">= 171 MB/s");
        }
        if (only.contains("memory")) {
            whole(in, directory, bytes, List.of("-Xmx64m"), "-Xmx64m both sides", "ends");
        }
    }

    private void starts(Invocation in, Path directory) throws IOException {
        Measured row = Measured.of("start to first packet", "s", "< 1.5 s");
        for (int run = 0; run < runs && !in.interrupt().isRaised(); run++) {
            row.value().add(FirstPacket.seconds(directory));
            Files.deleteIfExists(directory.resolve("first.dtp"));
            Files.deleteIfExists(directory.resolve("first.part"));
        }
        print(in, row);
    }

    /** In this process: UDP of the kernel loses nothing that could be counted on. */
    private void loss(Invocation in) throws CommandException, IOException {
        Measured row = Measured.of("10 MB, -t 2M, 10 % loss", "s", "<= 8 s");
        try (Rehearsal rehearsal = Rehearsal.prepare(in, "bench")) {
            Path payload = Pair.payload(rehearsal.directory(), 10_000_000);
            rehearsal.start(payload, "loss=0.1");
            TransferOptions options = TransferOptions.builder()
                    .mtu(2_048)
                    .throughputBytesPerSecond(2_000_000)
                    .build();
            for (int run = 0; run < runs && !in.interrupt().isRaised(); run++) {
                Path received = rehearsal.directory().resolve("received");
                long start = System.nanoTime();
                Session session = rehearsal.get(received, options);
                in.interrupt().await(session.settled(), Duration.ofMinutes(5).toMillis());
                row.value().add((System.nanoTime() - start) / 1e9);
                if (Words.exit(session.status()) != Exit.COMPLETE || Files.mismatch(payload, received) != -1) {
                    throw CommandException.failed("a transfer with loss did not end complete: "
                            + session.status().state());
                }
            }
        }
        print(in, row);
    }

    private void rate(Invocation in, Path directory, long rate) throws IOException, InterruptedException {
        Measured row = Measured.of("rate kept at -t " + Quantity.rateText(rate), "% off", "within 2 %");
        Path payload = Pair.payload(directory, rate * RATE_RUN_S);
        for (int run = 0; run < runs && !in.interrupt().isRaised(); run++) {
            Pair.Outcome outcome =
                    new Pair(directory, List.of()).run(payload, List.of("-m", "2048", "-t", String.valueOf(rate)), row);
            row.value().add(100 * (outcome.bytesPerSecond() / rate - 1));
        }
        Files.delete(payload);
        print(in, row);
    }

    private void whole(Invocation in, Path directory, long bytes, List<String> javaOptions, String name, String wanted)
            throws IOException, InterruptedException {
        Measured row = Measured.of(Quantity.sizeText(bytes) + ", " + name, "MB/s", wanted);
        Path payload = Pair.payload(directory, bytes);
        for (int run = 0; run < runs && !in.interrupt().isRaised(); run++) {
            Pair.Outcome outcome =
                    new Pair(directory, javaOptions).run(payload, List.of("-m", "2048", "-t", "4G"), row);
            row.value().add(bytes / MB / outcome.seconds());
        }
        print(in, row);
    }

    private void header(Invocation in) {
        in.say(String.format(
                "%-30s %10s %-6s %21s %5s  %9s %9s %8s  %s",
                "what", "median", "", "least to most", "runs", "serve cpu", "get cpu", "peak", "wanted"));
    }

    private void print(Invocation in, Measured row) {
        Figures v = row.value();
        if (common.json) {
            in.events().event("measured", g -> {
                g.writeStringField("name", row.name());
                g.writeStringField("unit", row.unit());
                g.writeStringField("wanted", row.wanted());
                g.writeNumberField("runs", v.runs());
                g.writeNumberField("median", v.median());
                g.writeNumberField("least", v.least());
                g.writeNumberField("most", v.most());
                g.writeNumberField("serveCpuSeconds", row.serveCpuS().median());
                g.writeNumberField("getCpuSeconds", row.getCpuS().median());
                g.writeNumberField("peakMegabytes", row.peakMb().most());
            });
        }
        in.say(String.format(
                Locale.ROOT,
                "%-30s %10.2f %-6s %9.2f to %8.2f %5d  %9s %9s %8s  %s",
                row.name(),
                v.median(),
                row.unit(),
                v.least(),
                v.most(),
                v.runs(),
                cost(row.serveCpuS().median(), "s"),
                cost(row.getCpuS().median(), "s"),
                cost(row.peakMb().most(), "MB"),
                row.wanted()));
    }

    private static String cost(double value, String unit) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.1f %s", value, unit);
    }
}
