package dtp.app.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads and downloads over ZeroMQ as a user makes them, with the built jar: sizes, keys, and the plug pulled on either side. */
@Tag("slow")
class ZmqIT {
    private static final int SIZE = 6_000_011;

    @TempDir
    Path folder;

    private final List<DtpProcess> started = new ArrayList<>();
    private Path root;
    private int port;

    @BeforeEach
    void findAPort() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    @AfterEach
    void endAll() {
        started.forEach(DtpProcess::close);
    }

    private DtpProcess start(String home, String... args) throws IOException {
        DtpProcess process = DtpProcess.start(folder.resolve(home), args);
        started.add(process);
        return process;
    }

    private DtpProcess serve() throws Exception {
        return start("server", "serve", "--root", root.toString(), "--allow-upload", "--zmq", "127.0.0.1:" + port)
                .await("ready");
    }

    private DtpProcess client(String... args) throws IOException {
        return start("client", args);
    }

    private String at(String name) {
        return "zmq://127.0.0.1:" + port + "/" + name;
    }

    private Path file(String name, int size) throws IOException {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return Files.write(folder.resolve(name), content);
    }

    private static void succeeds(DtpProcess process) throws Exception {
        assertEquals(0, process.exit(), process.output());
    }

    private static void same(Path expected, Path actual) throws IOException {
        assertEquals(-1, Files.mismatch(expected, actual), () -> actual + " differs");
    }

    /** Bytes of what is on its way into a folder. */
    private static long held(Path into) throws IOException {
        try (Stream<Path> all = Files.walk(into)) {
            return all.filter(f -> f.toString().endsWith(".part"))
                    .mapToLong(f -> f.toFile().length())
                    .max()
                    .orElse(0);
        }
    }

    private static void awaitHeld(DtpProcess process, Path into, long bytes) throws IOException {
        while (process.isAlive() && held(into) < bytes) {
            Thread.onSpinWait();
        }
    }

    @Test
    void filesGoUpAndComeDownVerified() throws Exception {
        DtpProcess server = serve();
        for (int size : new int[] {0, 1, 32_768, 3_000_017}) {
            Path up = file("up" + size, size);
            DtpProcess put = client("put", up.toString(), at("f" + size));
            succeeds(put);
            assertTrue(put.output().lines().anyMatch(line -> line.startsWith("verified")), put.output());
            same(up, root.resolve("f" + size));
            Path down = folder.resolve("down" + size);
            DtpProcess get = client("get", at("f" + size), "-o", down.toString());
            succeeds(get);
            assertTrue(get.output().contains("verified sha256:"), get.output());
            same(up, down);
        }
        assertTrue(server.isAlive());
    }

    @Test
    void namesThatLeaveTheRootAreRefused() throws Exception {
        DtpProcess server = serve();
        Path up = file("up", 1_000);
        Path secret = file("secret", 1_000);
        for (String name : List.of("..%2Fescaped", "a%2F..%2F..%2Fescaped", "%2Ftmp%2Fescaped-dtp", "..")) {
            DtpProcess put = client("put", up.toString(), at(name));
            assertEquals(1, put.exit(), put.output());
        }
        Path out = folder.resolve("out");
        DtpProcess get = client("get", at("..%2Fsecret"), "-o", out.toString());
        assertEquals(1, get.exit(), get.output());
        assertTrue(Files.exists(secret) && !Files.exists(out) && !Files.exists(folder.resolve("escaped")));
        assertFalse(Files.exists(Path.of("/tmp/escaped-dtp")));
        assertTrue(server.isAlive());
    }

    @Test
    void onlyTheClientWhoseKeyIsKnownIsServed() throws Exception {
        String server = key("server");
        String known = key("client");
        key("stranger");
        configure(
                "server",
                "dtp.transport.zmq.server-curve",
                "host=127.0.0.1",
                "port=" + port,
                "curve.key.file=" + folder.resolve("server/key"),
                "curve.allowed=ops=" + known);
        for (String home : List.of("client", "stranger")) {
            configure(
                    home,
                    "dtp.transport.zmq",
                    "curve.key.file=" + folder.resolve(home + "/key"),
                    "curve.servers=127.0.0.1:" + port + "=" + server);
        }
        start("server", "serve", "--root", root.toString(), "--allow-upload").await("ready");
        Path up = file("up", 100_000);
        succeeds(client("put", up.toString(), at("f")));
        same(up, root.resolve("f"));
        DtpProcess stranger =
                start("stranger", "get", at("f"), "-o", folder.resolve("out").toString(), "-T", "1");
        assertEquals(3, stranger.exit(), stranger.output());
    }

    /** @return the public key */
    private String key(String home) throws Exception {
        DtpProcess keygen = start(home, "keygen", folder.resolve(home + "/key").toString());
        succeeds(keygen);
        return keygen.output().strip();
    }

    private void configure(String home, String pid, String... lines) throws IOException {
        Path config = Files.createDirectories(folder.resolve(home).resolve("config"));
        Files.write(config.resolve(pid + ".cfg"), List.of(lines));
    }

    @Test
    void aGetFromTwoServersEndsWellWhenOneIsKilled() throws Exception {
        Path there = Files.move(file("up", SIZE), root.resolve("f"));
        Path out = Files.createDirectory(folder.resolve("out"));
        DtpProcess first = serve();
        DtpProcess second = start("second", "serve", "--root", root.toString(), "--zmq", "127.0.0.1:0");
        second.await("ready");
        String other = second.output()
                .lines()
                .filter(line -> line.startsWith("serving zmq://"))
                .map(line -> line.substring("serving ".length(), line.indexOf("NAME")) + "f")
                .findFirst()
                .orElseThrow();
        DtpProcess get = client("get", at("f"), other, "-o", out.resolve("f").toString(), "-t", "2M");
        awaitHeld(get, out, SIZE / 3);
        first.kill();
        succeeds(get);
        same(there, out.resolve("f"));
        assertTrue(second.isAlive());
    }

    @Test
    void anotherFileUnderANameThatExistsIsRefused() throws Exception {
        serve();
        Path precious = Files.writeString(root.resolve("f"), "precious");
        DtpProcess put = client("put", file("up", 1_000).toString(), at("f"));
        assertEquals(1, put.exit(), put.output());
        assertEquals("precious", Files.readString(precious));
    }

    @Test
    void aPutThatIsKilledIsGoneOnWithByTheNext() throws Exception {
        Path up = file("up", SIZE);
        DtpProcess server = serve();
        for (int kill = 1; kill <= 3; kill++) {
            DtpProcess put = client("put", up.toString(), at("f"), "-t", "2M");
            awaitHeld(put, root, (long) (SIZE * kill / 4));
            put.kill();
            assertFalse(Files.exists(root.resolve("f")), "visible before it is whole");
        }
        succeeds(client("put", up.toString(), at("f")));
        same(up, root.resolve("f"));
        assertTrue(server.isAlive());
    }

    @Test
    void aPutGoesOnWhenItsServerWasKilledAndIsBack() throws Exception {
        Random random = new Random(20261121);
        Path up = file("up", SIZE);
        DtpProcess server = serve();
        DtpProcess put = client("put", up.toString(), at("f"), "-t", "2M", "--wait", "-T", "5");
        for (int kill = 1; kill <= 3; kill++) {
            awaitHeld(put, root, (long) (SIZE * (kill - random.nextDouble()) / 4));
            server.kill();
            server = serve();
        }
        succeeds(put);
        same(up, root.resolve("f"));
    }

    @Test
    void aBasePutFailsWhenItsServerIsKilledAndTheNameIsFreeForTheNext() throws Exception {
        Random random = new Random(20261123);
        Path up = file("up", SIZE);
        DtpProcess server = serve();
        for (int kill = 1; kill <= 3; kill++) {
            DtpProcess put = client("put", up.toString(), at("f") + "?protocol=base", "-t", "2M", "-T", "1");
            awaitHeld(put, root, (long) (SIZE * random.nextDouble() / 2));
            server.kill();
            assertEquals(3, put.exit(), put.output());
            assertFalse(Files.exists(root.resolve("f")), "visible before it is whole");
            server = serve();
        }
        succeeds(client("put", up.toString(), at("f") + "?protocol=base"));
        same(up, root.resolve("f"));
        assertTrue(server.isAlive());
    }

    @Test
    void aGetThatIsKilledIsResumed() throws Exception {
        Path there = Files.move(file("up", SIZE), root.resolve("f"));
        Path out = Files.createDirectory(folder.resolve("out"));
        DtpProcess server = serve();
        DtpProcess get = client("get", at("f"), "-o", out.resolve("f").toString(), "-t", "2M");
        for (int kill = 1; kill <= 3; kill++) {
            awaitHeld(get, out, (long) (SIZE * kill / 4));
            get.kill();
            get = client("resume", out.resolve("f").toString(), "-t", "4M");
        }
        succeeds(get);
        same(there, out.resolve("f"));
        assertTrue(server.isAlive());
    }

    @Test
    void aGetGoesOnWhenItsServerWasKilledAndIsBack() throws Exception {
        Random random = new Random(20261122);
        Path there = Files.move(file("up", SIZE), root.resolve("f"));
        Path out = Files.createDirectory(folder.resolve("out"));
        DtpProcess server = serve();
        DtpProcess get = client("get", at("f"), "-o", out.resolve("f").toString(), "-t", "2M", "--wait", "-T", "5");
        for (int kill = 1; kill <= 2; kill++) {
            awaitHeld(get, out, (long) (SIZE * (kill - random.nextDouble()) / 3));
            server.kill();
            server = serve();
        }
        succeeds(get);
        same(there, out.resolve("f"));
    }
}
