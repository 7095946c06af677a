package dtp.app.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * One {@code dtp} command in a process of its own, as a user would run it: the built jar, a home of the test's, a small heap. Its output is
 * collected by one daemon thread; the test's thread waits for lines and for the end.
 */
final class DtpProcess implements AutoCloseable {
    private static final long PATIENCE_S = 120;

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final CountDownLatch drained = new CountDownLatch(1);

    private DtpProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::collect, "output of dtp " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** {@code dtp ARGS --home HOME} in the folder {@code home}, by the JVM that {@code ./dtp} asks for, with little memory. */
    static DtpProcess start(Path home, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-jar",
                jar()));
        command.addAll(List.of(args));
        command.addAll(List.of("--home", home.toString()));
        return new DtpProcess(new ProcessBuilder(command)
                .directory(Files.createDirectories(home).toFile())
                .redirectErrorStream(true)
                .start());
    }

    /** The build says where it put the program. */
    private static String jar() {
        return Objects.requireNonNull(System.getProperty("dtp.program"), "dtp.program");
    }

    private void collect() {
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            add("output broke off: " + e);
        } finally {
            drained.countDown();
            add("");
        }
    }

    private void add(String line) {
        synchronized (lines) {
            lines.add(line);
            lines.notifyAll();
        }
    }

    /** Waits for a line that contains {@code text}. */
    DtpProcess await(String text) throws InterruptedException {
        return await(line -> line.contains(text), text);
    }

    private DtpProcess await(Predicate<String> wanted, String what) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        synchronized (lines) {
            while (lines.stream().noneMatch(wanted)) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0 || drained.getCount() == 0) {
                    throw new AssertionError("dtp never said \"" + what + "\"; it said:\n" + String.join("\n", lines));
                }
                lines.wait(Math.min(left, 500));
            }
        }
        return this;
    }

    /** Waits for the end. @return the exit code */
    int exit() throws InterruptedException {
        if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
            throw new AssertionError("dtp did not end; it said:\n" + output());
        }
        drained.await(10, TimeUnit.SECONDS);
        return process.exitValue();
    }

    String output() {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM. */
    void terminate() {
        process.toHandle().destroy(); // Process.destroy would close the streams as well
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** A UDP port that is free now. */
    static int freePort() {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
