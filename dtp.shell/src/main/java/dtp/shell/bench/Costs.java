package dtp.shell.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the kernel tells of a process and its children; where it tells nothing, the figures stay 0. A process is sampled while it
 * lives; at its end the time of all ended children of this JVM tells the rest, when no other child ended meanwhile. Used on the
 * command's thread.
 */
final class Costs {
    private static final double TICKS_PER_S = 100; // Linux tells processor time in these, whatever the kernel counts in
    private static final int UTIME = 11;
    private static final int CHILDREN_UTIME = 13;
    private static final int CHILDREN_STIME = 14;

    /** How many children of this JVM have ended so far; only on the command's thread. */
    private static int ended;

    private final ProcessHandle process;
    private final int endedBefore = ended;
    private final double childrenBefore = endedChildren();
    private final Map<Long, Long> peaks = new HashMap<>(); // by process id
    private double cpuSeconds;
    private boolean over;

    Costs(ProcessHandle process) {
        this.process = process;
    }

    /** Of this process, without its children. */
    static Sample.Cost own() {
        Costs own = new Costs(ProcessHandle.current());
        Path self = Path.of("/proc/self");
        try {
            double seconds = ticks(stat(self), UTIME, CHILDREN_UTIME - 1) / TICKS_PER_S;
            own.sample(ProcessHandle.current().pid());
            return new Sample.Cost(seconds, own.cost().peakBytes());
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return new Sample.Cost(0, 0);
        }
    }

    void sample() {
        double seconds = sample(process.pid());
        try (Stream<ProcessHandle> children = process.descendants()) {
            seconds += children.mapToDouble(child -> sample(child.pid())).sum();
        }
        cpuSeconds = Math.max(cpuSeconds, seconds);
    }

    /** Its own seconds and those of its children that have ended; 0 when it has just ended itself. */
    private double sample(long pid) {
        Path proc = Path.of("/proc", String.valueOf(pid));
        try {
            String[] fields = stat(proc);
            for (String line : Files.readAllLines(proc.resolve("status"))) {
                if (line.startsWith("VmHWM:")) {
                    peaks.merge(pid, 1_024 * Long.parseLong(line.replaceAll("[^0-9]", "")), Math::max);
                }
            }
            return ticks(fields, UTIME, CHILDREN_STIME) / TICKS_PER_S;
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return 0;
        }
    }

    /** To be called once, when the process has ended and was waited for. */
    void end() {
        if (over) {
            return;
        }
        over = true;
        if (ended == endedBefore) {
            cpuSeconds = Math.max(cpuSeconds, endedChildren() - childrenBefore);
        }
        ended++;
    }

    private static double endedChildren() {
        try {
            return ticks(stat(Path.of("/proc/self")), CHILDREN_UTIME, CHILDREN_STIME) / TICKS_PER_S;
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return 0;
        }
    }

    private static String[] stat(Path proc) throws IOException {
        String stat = Files.readString(proc.resolve("stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }

    private static double ticks(String[] fields, int from, int to) {
        double ticks = 0;
        for (int i = from; i <= to; i++) {
            ticks += Double.parseDouble(fields[i]);
        }
        return ticks;
    }

    /** As last sampled; the peaks of its processes are added up. */
    Sample.Cost cost() {
        return new Sample.Cost(
                cpuSeconds, peaks.values().stream().mapToLong(peak -> peak).sum());
    }
}
