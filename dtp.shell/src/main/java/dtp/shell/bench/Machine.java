package dtp.shell.bench;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * What a figure depends on besides the program. Made on the command's thread before anything is measured; immutable.
 *
 * @param memoryBytes of the machine; 0 where it is not told
 * @param load runnable processes in the last minute; NaN where it is not told
 * @param busy part of all processor time that was used in a second and a half before; NaN where it is not told
 * @param files kind of file system that the files stand on, and what of its options matters
 * @param congestion congestion control of TCP
 */
public record Machine(
        Instant when,
        int cores,
        long memoryBytes,
        String kernel,
        String jdk,
        double load,
        double busy,
        String files,
        String congestion) {
    private static final long LOOK_NS = 1_500_000_000L;
    private static final double IDLE_LOAD = 0.5;
    private static final double IDLE_BUSY = 0.15;

    /** Looks at this one for a second and a half. */
    public static Machine look(Path directory, Instant now) {
        return new Machine(
                now.truncatedTo(ChronoUnit.SECONDS),
                Runtime.getRuntime().availableProcessors(),
                memory(),
                System.getProperty("os.name") + " "
                        + System.getProperty("os.version").replaceAll("-.*", ""),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                firstNumber("/proc/loadavg"),
                busyNow(),
                fileSystem(directory),
                first("/proc/sys/net/ipv4/tcp_congestion_control").orElse("unknown"));
    }

    /** Why figures taken now would be worth little; empty when the machine is idle. */
    public Optional<String> warning() {
        // The load tells of the last minutes, and so of the benchmark before this one: alone it counts only where
        // nothing else tells.
        return busy > IDLE_BUSY || (Double.isNaN(busy) && load > IDLE_LOAD * cores)
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "this machine is not idle (load %.2f, %.0f %% busy): the figures will be pessimistic and spread",
                        load,
                        100 * busy))
                : Optional.empty();
    }

    /** {@code 2 cores, 24.0 GiB, Linux 6.18, ...}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d cores, %.1f GiB, %s, %s, TCP %s, files on %s, load %.2f and %.0f %% busy at the start",
                cores,
                memoryBytes / (double) (1 << 30),
                kernel,
                jdk,
                congestion,
                files,
                load,
                100 * busy);
    }

    private static Optional<String> first(String file) {
        try {
            return Files.readAllLines(Path.of(file)).stream().findFirst();
        } catch (IOException e) {
            return Optional.empty(); // not on this kind of machine
        }
    }

    private static double firstNumber(String file) {
        return first(file).map(line -> Double.parseDouble(line.split(" ")[0])).orElse(Double.NaN);
    }

    private static long memory() {
        return first("/proc/meminfo")
                .map(line -> 1_024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
                .orElse(0L);
    }

    /** {@code ext4}, {@code tmpfs}, {@code tmpfs huge=always}: large pages make new files in memory twice as fast. */
    static String fileSystem(Path directory) {
        try {
            FileStore store = Files.getFileStore(directory);
            return store.type() + hugePages(mountPoint(directory.toRealPath(), store));
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static Path mountPoint(Path directory, FileStore store) throws IOException {
        Path point = directory;
        while (point.getParent() != null
                && Files.getFileStore(point.getParent()).equals(store)) {
            point = point.getParent();
        }
        return point;
    }

    private static String hugePages(Path mountPoint) throws IOException {
        Path mounts = Path.of("/proc/self/mounts");
        if (!Files.isReadable(mounts)) {
            return "";
        }
        return Files.readAllLines(mounts).stream()
                .map(line -> line.split(" "))
                .filter(fields -> fields.length > 3 && fields[1].equals(mountPoint.toString()))
                .flatMap(fields -> Arrays.stream(fields[3].split(",")))
                .filter(option -> option.startsWith("huge="))
                .findFirst()
                .map(option -> " " + option)
                .orElse("");
    }

    private static double busyNow() {
        Optional<String> before = first("/proc/stat");
        if (before.isEmpty()) {
            return Double.NaN;
        }
        long endNs = System.nanoTime() + LOOK_NS;
        for (long left = LOOK_NS; left > 0; left = endNs - System.nanoTime()) {
            LockSupport.parkNanos(left); // may return at once
        }
        return busy(before.get(), first("/proc/stat").orElse(""));
    }

    /** The used part between two first lines of /proc/stat: all but idle (4th) and waiting for a disk (5th). */
    static double busy(String before, String after) {
        String[] a = before.trim().split(" +");
        String[] b = after.trim().split(" +");
        double all = 0;
        double idle = 0;
        for (int i = 1; i < Math.min(Math.min(a.length, b.length), 9); i++) {
            double ticks = Double.parseDouble(b[i]) - Double.parseDouble(a[i]);
            all += ticks;
            idle += i == 4 || i == 5 ? ticks : 0;
        }
        return all > 0 ? (all - idle) / all : Double.NaN;
    }
}
