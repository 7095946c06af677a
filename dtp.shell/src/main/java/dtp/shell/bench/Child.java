package dtp.shell.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A {@code dtp} command in a process of its own, with {@code --json}; its events are collected by a daemon thread, its costs are
 * sampled while it lives. Used on the command's thread.
 */
public final class Child implements AutoCloseable {
    private static final long SAMPLE_MS = 50;
    private static final double TICKS_PER_S = 100; // Linux tells processor time in these, whatever the kernel counts in
    private static final int UTIME = 11;
    private static final int STIME = 12;

    private final Process process;
    private final List<Map<String, String>> events = new ArrayList<>();
    private double cpuSeconds;
    private long peakBytes;

    private Child(Process process) {
        this.process = process;
        Thread reader = new Thread(this::collect, "dtp-bench-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** @param log takes what the process says on standard error */
    public static Child start(Path directory, Path log, List<String> javaOptions, List<String> args)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto"));
        command.addAll(javaOptions);
        command.addAll(List.of("-jar", System.getProperty("java.class.path")));
        command.addAll(args);
        return new Child(new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectError(log.toFile())
                .start());
    }

    private void collect() {
        JsonFactory json = new JsonFactory();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Map<String, String> event = fields(json, line);
                synchronized (events) {
                    events.add(event);
                    events.notifyAll();
                }
            }
        } catch (IOException e) {
            synchronized (events) {
                events.notifyAll(); // the process ended; who waits sees that
            }
        }
    }

    /** The fields of the outermost object that hold a text or a number. */
    static Map<String, String> fields(JsonFactory json, String line) throws IOException {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser parser = json.createParser(line)) {
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth == 1 && token.isScalarValue()) {
                    fields.put(parser.currentName(), parser.getText());
                }
            }
        }
        return fields;
    }

    /** Waits for an event of that name. @return false when the process ended or the time was over before */
    public boolean awaitEvent(String name, long timeoutMs) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (System.nanoTime() < end) {
            synchronized (events) {
                if (!events(name).isEmpty()) {
                    return true;
                }
                if (!process.isAlive()) {
                    return false;
                }
                events.wait(SAMPLE_MS);
            }
            sample();
        }
        return false;
    }

    /** Those of that name so far. */
    public List<Map<String, String>> events(String name) {
        synchronized (events) {
            return events.stream().filter(e -> name.equals(e.get("event"))).toList();
        }
    }

    /** Waits for the end and samples meanwhile. @return the exit code, -1 when the time was over */
    public int awaitEnd(long timeoutMs) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (System.nanoTime() < end) {
            sample();
            if (process.waitFor(SAMPLE_MS, TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
        }
        return -1;
    }

    /** What the kernel tells of the process; where it tells nothing, the figures stay 0. */
    public void sample() {
        Path proc = Path.of("/proc", String.valueOf(process.pid()));
        try {
            String stat = Files.readString(proc.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            double ticks = Double.parseDouble(fields[UTIME]) + Double.parseDouble(fields[STIME]);
            cpuSeconds = Math.max(cpuSeconds, ticks / TICKS_PER_S);
            for (String line : Files.readAllLines(proc.resolve("status"))) {
                if (line.startsWith("VmHWM:")) {
                    peakBytes = Math.max(peakBytes, 1_024 * Long.parseLong(line.replaceAll("[^0-9]", "")));
                }
            }
        } catch (IOException | NumberFormatException e) {
            return; // it has just ended
        }
    }

    public double cpuSeconds() {
        return cpuSeconds;
    }

    /** Resident memory at its peak. */
    public long peakBytes() {
        return peakBytes;
    }

    /** Ends it at once. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
