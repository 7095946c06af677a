package dtp.app.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** KFTP as a user runs it: several servers, puts, and plugs that are pulled. */
@Tag("slow")
class KftpIT {
    private static final int SIZE = 5_000_000;

    @TempDir
    Path folder;

    private final List<DtpProcess> servers = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(DtpProcess::close);
    }

    private static byte[] content(long seed) {
        byte[] content = new byte[SIZE];
        new Random(seed).nextBytes(content);
        return content;
    }

    private Path root(int server) {
        return folder.resolve("root" + server);
    }

    private void serve(byte[] content) throws IOException, InterruptedException {
        int server = servers.size();
        Files.write(Files.createDirectories(root(server)).resolve("image.bin"), content);
        ports.add(DtpProcess.freePort());
        servers.add(start(server));
    }

    private DtpProcess start(int server) throws IOException, InterruptedException {
        return DtpProcess.start(
                        folder.resolve("home" + server),
                        "serve",
                        "--root",
                        root(server).toString(),
                        "--allow-upload",
                        "--kftp",
                        "127.0.0.1:" + ports.get(server))
                .await("ready");
    }

    private String uri(String name) {
        return "kftp://"
                + String.join(",", ports.stream().map(p -> "127.0.0.1:" + p).toList()) + "/" + name;
    }

    private DtpProcess dtp(String... args) throws IOException {
        return DtpProcess.start(folder.resolve("client"), args);
    }

    private DtpProcess get(String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of("get", uri("image.bin"), "-o", out().toString()));
        args.addAll(List.of(more));
        return dtp(args.toArray(String[]::new));
    }

    private Path out() {
        return folder.resolve("out.bin");
    }

    /** Returns when so much of a file is held below the folder, or the process has ended. */
    private static void awaitHeld(DtpProcess process, Path below, long bytes) throws IOException {
        while (process.isAlive() && held(below) < bytes) {
            Thread.onSpinWait();
        }
    }

    private static long held(Path below) throws IOException {
        long most = 0;
        try (Stream<Path> all = Files.walk(below)) {
            for (Path part : all.filter(f -> f.toString().endsWith(".part")).toList()) {
                most = Math.max(most, Files.size(part));
            }
        } catch (UncheckedIOException | NoSuchFileException e) {
            return most; // something was moved meanwhile
        }
        return most;
    }

    private void assertSame(byte[] content, Path file) throws IOException {
        Path expected = Files.write(folder.resolve("expected"), content);
        assertEquals(-1, Files.mismatch(expected, file));
    }

    @Test
    void threeServersOfWhichOneIsKilledAndOneWasNeverThere() throws Exception {
        serve(content(1));
        serve(content(1));
        serve(content(1));
        ports.add(DtpProcess.freePort());
        try (DtpProcess get = get("-t", "2M")) {
            awaitHeld(get, folder, SIZE / 4);
            servers.get(1).kill();
            assertEquals(0, get.exit(), get.output());
            assertTrue(get.output().contains("127.0.0.1:" + ports.get(3) + ": nobody listens there"), get.output());
            assertTrue(get.output().contains("127.0.0.1:" + ports.get(1)), get.output());
            assertTrue(get.output().contains("verified sha256:"), get.output());
        }
        assertSame(content(1), out());
    }

    @Test
    void aServerThatHasAnotherFileIsNamedAndNotBelieved() throws Exception {
        serve(content(1));
        serve(content(1));
        serve(content(2));
        try (DtpProcess get = get()) {
            assertEquals(0, get.exit(), get.output());
            assertTrue(get.output().contains("another sha256; it was dropped"), get.output());
        }
        boolean one = Files.mismatch(root(0).resolve("image.bin"), out()) == -1;
        boolean other = Files.mismatch(root(2).resolve("image.bin"), out()) == -1;
        assertTrue(one || other, "bytes of both were mixed");
    }

    @Test
    void aKilledGetGoesOnWhereItWas() throws Exception {
        serve(content(3));
        try (DtpProcess get = get("-t", "1M")) {
            awaitHeld(get, folder, SIZE / 2);
            get.kill();
        }
        assertFalse(Files.exists(out()));
        try (DtpProcess resumed = dtp("resume", out().toString())) {
            assertEquals(0, resumed.exit(), resumed.output());
            assertTrue(resumed.output().contains("verified sha256:"), resumed.output());
        }
        assertSame(content(3), out());
    }

    @Test
    void aPutThatIsKilledAndWhoseServerIsKilledAsWellGoesOnAndIsNotDoneTwice() throws Exception {
        serve(content(4));
        Path file = Files.write(folder.resolve("new.bin"), content(5));
        Path stored = root(0).resolve("new.bin");
        try (DtpProcess put = dtp("put", file.toString(), uri("new.bin"), "-t", "1M")) {
            awaitHeld(put, root(0), SIZE / 2);
            put.kill();
        }
        servers.get(0).kill();
        servers.set(0, start(0));
        assertFalse(Files.exists(stored));
        for (int i = 0; i < 2; i++) {
            try (DtpProcess put = dtp("put", file.toString(), uri("new.bin"))) {
                assertEquals(0, put.exit(), put.output());
            }
            assertSame(content(5), stored);
        }
        try (DtpProcess other = dtp("put", root(0).resolve("image.bin").toString(), uri("new.bin"))) {
            assertEquals(1, other.exit(), other.output());
            assertTrue(other.output().contains("has another new.bin already"), other.output());
        }
    }
}
