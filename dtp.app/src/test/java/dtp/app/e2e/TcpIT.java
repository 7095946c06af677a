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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees of TCP: serve, get and put, with the built jar in processes of its own; the plug is pulled on either side. */
@Tag("slow")
class TcpIT {
    private static final int SIZE = 8_000_000;
    private static final Pattern SERVING = Pattern.compile("serving tcp://127\\.0\\.0\\.1:([0-9]+)/");

    @TempDir
    Path folder;

    private Path root;
    private Path out;
    private int port;

    @BeforeEach
    void folders() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        out = Files.createDirectory(folder.resolve("out"));
    }

    /** At any port at first, then at the same again. */
    private DtpProcess serve() throws Exception {
        DtpProcess server = dtp(
                        "server", "serve", "--root", root.toString(), "--allow-upload", "--tcp", "127.0.0.1:" + port)
                .await("ready");
        Matcher said = SERVING.matcher(server.output());
        assertTrue(said.find(), server.output());
        port = Integer.parseInt(said.group(1));
        return server;
    }

    private DtpProcess dtp(String home, String... args) throws IOException {
        return DtpProcess.start(folder.resolve(home), args);
    }

    private DtpProcess get(String name, Path to, String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of("get", at(name), "-o", to.toString()));
        args.addAll(List.of(more));
        return dtp("client", args.toArray(String[]::new));
    }

    private DtpProcess put(Path file, String name, String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of("put", file.toString(), at(name)));
        args.addAll(List.of(more));
        return dtp("client", args.toArray(String[]::new));
    }

    private String at(String name) {
        return "tcp://127.0.0.1:" + port + "/" + name;
    }

    private static Path random(Path file, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }

    private static void assertSame(Path expected, Path actual) throws IOException {
        assertEquals(-1, Files.mismatch(expected, actual), actual + " is wrong");
    }

    private static void assertEnds(int exit, DtpProcess process) throws InterruptedException {
        assertEquals(exit, process.exit(), process.output());
    }

    @Test
    void filesComeDownVerifiedAndGoUpConfirmed() throws Exception {
        try (DtpProcess server = serve()) {
            for (int size : new int[] {0, 1, 70_000, 3_000_001}) {
                Path file = random(root.resolve("some where/f" + size), size);
                Path received = out.resolve("f" + size);
                try (DtpProcess get = get("some%20where/f" + size, received)) {
                    assertEnds(0, get);
                    assertTrue(get.output().contains("verified sha256:"), get.output());
                }
                assertSame(file, received);
                try (DtpProcess put = put(received, "up/g" + size)) {
                    assertEnds(0, put);
                    assertTrue(put.output().contains("verified"), put.output());
                }
                assertSame(file, root.resolve("up/g" + size));
            }
            assertTrue(server.isAlive());
        }
    }

    @Test
    void fourConnectionsFetchPartsOfOneFile() throws Exception {
        Path file = random(root.resolve("big"), SIZE);
        try (DtpProcess server = serve();
                DtpProcess get = get("big", out.resolve("big"), "--connections", "4")) {
            assertEnds(0, get);
            assertTrue(server.isAlive());
        }
        assertSame(file, out.resolve("big"));
    }

    @Test
    void whatIsNotThereFailsAndWhatIsThereIsNotReplaced() throws Exception {
        Path file = random(root.resolve("there"), 1_000);
        Path other = random(folder.resolve("other"), 2_000);
        try (DtpProcess server = serve()) {
            try (DtpProcess get = get("nothing", out.resolve("nothing"))) {
                assertEnds(1, get);
                assertTrue(get.output().contains("has no nothing"), get.output());
            }
            try (DtpProcess put = put(other, "there")) {
                assertEnds(1, put);
                assertTrue(put.output().contains("the name exists"), put.output());
            }
            try (DtpProcess again = put(file, "there")) {
                assertEnds(0, again);
            }
            assertTrue(server.isAlive());
        }
        assertEquals(1_000, Files.size(file));
    }

    /** Returns when the file has grown to {@code bytes}, or the process has ended. */
    private static void awaitHeld(DtpProcess process, Path part, long bytes) throws IOException {
        while (process.isAlive() && (!Files.exists(part) || Files.size(part) < bytes)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aKilledGetIsResumed() throws Exception {
        Path file = random(root.resolve("big"), SIZE);
        Path received = out.resolve("big");
        try (DtpProcess server = serve();
                DtpProcess get = get("big", received, "-t", "3M")) {
            awaitHeld(get, out.resolve("big.part"), SIZE / 2);
            get.kill();
            assertFalse(Files.exists(received));
            try (DtpProcess resumed = dtp("client", "resume", received.toString(), "-t", "20M")) {
                assertEnds(0, resumed);
                assertTrue(resumed.output().contains("verified sha256:"), resumed.output());
            }
            assertTrue(server.isAlive());
        }
        assertSame(file, received);
    }

    @Test
    void aKilledServerThatComesBackIsGoneOnWithInBothDirections() throws Exception {
        Path file = random(root.resolve("big"), SIZE);
        Path up = random(folder.resolve("up"), SIZE - 1);
        DtpProcess server = serve();
        try (DtpProcess get = get("big", out.resolve("big"), "-t", "2M", "--wait", "-T", "2");
                DtpProcess put = put(up, "up", "-t", "2M", "--wait", "-T", "2")) {
            awaitHeld(get, out.resolve("big.part"), SIZE / 3);
            server.kill();
            server.close();
            server = serve();
            assertEnds(0, get);
            assertEnds(0, put);
        }
        server.close();
        assertSame(file, out.resolve("big"));
        assertSame(up, root.resolve("up"));
    }

    @Test
    void aKilledPutIsPutAgainAndTheRemoteKnowsWhatItHas() throws Exception {
        Path file = random(folder.resolve("up"), SIZE);
        try (DtpProcess server = serve();
                DtpProcess put = put(file, "up", "-t", "2M")) {
            Path uploads = root.resolve(".dtp").resolve("uploads");
            awaitHeld(put, awaitPart(put, uploads), SIZE / 2);
            put.kill();
            assertFalse(Files.exists(root.resolve("up")));
            try (DtpProcess again = put(file, "up", "--wait")) {
                assertEnds(0, again);
            }
            assertTrue(server.isAlive());
            try (Stream<Path> left = Files.list(uploads)) {
                assertEquals(List.of(), left.toList());
            }
        }
        assertSame(file, root.resolve("up"));
    }

    private static Path awaitPart(DtpProcess put, Path uploads) throws IOException {
        while (put.isAlive()) {
            if (Files.exists(uploads)) {
                try (Stream<Path> files = Files.list(uploads)) {
                    Path found = files.filter(f -> f.toString().endsWith(".part"))
                            .findFirst()
                            .orElse(null);
                    if (found != null) {
                        return found;
                    }
                }
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("the put ended early: " + put.output());
    }

    @Test
    void bothSidesShowTheirKeysOverTls() throws Exception {
        Keys keys = new Keys(folder);
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        keys.configure(
                folder.resolve("server/config/dtp.transport.tcp.server-secure.cfg"),
                "server",
                "host=127.0.0.1\nport=" + port + "\ntls.need.client=true\n");
        keys.configure(folder.resolve("client/config/dtp.transport.tcp.cfg"), "client", "");
        Path file = random(root.resolve("secret"), 3_000_000);
        String uri = "tcps://localhost:" + port + "/";
        try (DtpProcess server = dtp("server", "serve", "--root", root.toString(), "--allow-upload")) {
            server.await("ready");
            String received = out.resolve("secret").toString();
            try (DtpProcess get = dtp("client", "get", uri + "secret", "-o", received, "--wait")) {
                assertEnds(0, get);
            }
            assertSame(file, out.resolve("secret"));
            try (DtpProcess put = dtp("client", "put", received, uri + "back", "--wait")) {
                assertEnds(0, put);
            }
            assertSame(file, root.resolve("back"));
            try (DtpProcess keyless = dtp("stranger", "get", uri + "secret", "-o", out + "/stolen", "-T", "1")) {
                assertTrue(keyless.exit() != 0, keyless.output());
            }
            assertFalse(Files.exists(out.resolve("stolen")));
        }
    }
}
