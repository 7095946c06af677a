package dtp.shell.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process with its children: what it prints as JSON events is collected by a daemon thread, what it costs is sampled while it
 * lives. Used on the command's thread; made by {@link Workplace}.
 */
public final class Child implements AutoCloseable {
    private static final long SAMPLE_MS = 20;
    private static final long READ_MS = 1_000; // a child that it left behind may keep its output open

    private final Process process;
    private final Path log;
    private final Thread reader;
    private final List<Map<String, String>> events = new ArrayList<>();
    private final Costs costs;

    private Child(Process process, Path log) {
        this.process = process;
        this.costs = new Costs(process.toHandle());
        this.log = log;
        this.reader = new Thread(this::collect, "dtp-bench-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** @param log takes what the process says on standard error */
    static Child start(Path directory, Path log, List<String> command) throws IOException {
        return new Child(
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .redirectError(log.toFile())
                        .start(),
                log);
    }

    private void collect() {
        JsonFactory json = new JsonFactory();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("{")) {
                    Map<String, String> event = fields(json, line);
                    synchronized (events) {
                        events.add(event);
                        events.notifyAll();
                    }
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
                if (!reader.isAlive()) {
                    return false; // it ended, and all that it has printed was read
                }
                events.wait(SAMPLE_MS);
            }
            sample();
        }
        return false;
    }

    /** Waits until somebody accepts connections on that port of the loopback. @return false when nobody did in time */
    public boolean awaitPort(int tcpPort, long timeoutMs) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (System.nanoTime() < end && process.isAlive()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), tcpPort)) {
                return socket.isConnected();
            } catch (IOException e) {
                process.waitFor(SAMPLE_MS, TimeUnit.MILLISECONDS); // nobody yet
            }
        }
        return false;
    }

    /** Those of that name so far. */
    public List<Map<String, String>> events(String name) {
        synchronized (events) {
            return events.stream().filter(e -> name.equals(e.get("event"))).toList();
        }
    }

    /**
     * A number of the last event of that name.
     *
     * @throws IOException when there was none
     */
    public double number(String event, String field) throws IOException {
        List<Map<String, String>> all = events(event);
        try {
            return Double.parseDouble(all.get(all.size() - 1).get(field));
        } catch (IndexOutOfBoundsException | NullPointerException | NumberFormatException e) {
            throw new IOException("no event " + event + " with a number " + field + ": " + said(), e);
        }
    }

    /** Waits for the end and samples meanwhile, the others too. @return the exit code, -1 when the time was over */
    public int awaitEnd(long timeoutMs, Child... others) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (System.nanoTime() < end) {
            sample();
            for (Child other : others) {
                other.sample();
            }
            if (process.waitFor(SAMPLE_MS, TimeUnit.MILLISECONDS)) {
                costs.end();
                reader.join(READ_MS);
                return process.exitValue();
            }
        }
        return -1;
    }

    /** As {@link #awaitEnd}. @throws IOException with what it said, unless it ends with 0 */
    public void awaitSuccess(String what, long timeoutMs, Child... others) throws IOException, InterruptedException {
        int exit = awaitEnd(timeoutMs, others);
        if (exit != 0) {
            throw new IOException(
                    what + (exit == -1 ? " did not end in time: " : " ended with " + exit + ": ") + said());
        }
    }

    /** What it has said on standard error, at most its last 500 characters. */
    public String said() {
        try {
            String text = Files.readString(log).strip();
            return text.substring(Math.max(0, text.length() - 500));
        } catch (IOException e) {
            return "nothing is known (" + e.getMessage() + ")";
        }
    }

    /** Asks the kernel what it and its children cost. */
    public void sample() {
        costs.sample();
    }

    /** Since its start, as last sampled; the peaks of its processes are added up. */
    public Sample.Cost cost() {
        return costs.cost();
    }

    /** Samples; processor time since {@code before}, and the peak since its start. */
    public Sample.Cost costSince(Sample.Cost before) {
        sample();
        Sample.Cost now = cost();
        return new Sample.Cost(now.cpuSeconds() - before.cpuSeconds(), now.peakBytes());
    }

    /** Ends it and its children at once. */
    @Override
    public void close() {
        List<ProcessHandle> children;
        try (Stream<ProcessHandle> descendants = process.descendants()) {
            children = descendants.toList();
        }
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
        costs.end();
    }
}
