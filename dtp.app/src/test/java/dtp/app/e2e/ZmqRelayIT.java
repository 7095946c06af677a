package dtp.app.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which way the bytes of a transfer over ZeroMQ went, counted by relays between processes of the built jar. */
@Tag("slow")
class ZmqRelayIT {
    private static final int SIZE = 6_000_011;
    /** Of what breaks off, a chunk that was under way comes again; at 2 MB/s it has half a megabyte at most. */
    private static final long MOST_AGAIN = 600_000;

    private static final long HANDSHAKES = 200_000;
    private static final int KILLS = 3;

    @TempDir
    Path folder;

    private final List<DtpProcess> started = new ArrayList<>();
    private Path root;
    private Path content;

    @BeforeEach
    void makeAFile() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        byte[] bytes = new byte[SIZE];
        new Random(SIZE).nextBytes(bytes);
        content = Files.write(folder.resolve("content"), bytes);
    }

    @AfterEach
    void endAll() {
        started.forEach(DtpProcess::close);
    }

    private static int freeTcpPort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private DtpProcess start(String home, String... args) throws IOException {
        DtpProcess process = DtpProcess.start(folder.resolve(home), args);
        started.add(process);
        return process;
    }

    private void serve(String protocol, int port) throws Exception {
        start(protocol, "serve", "--root", root.toString(), "--allow-upload", "--" + protocol, "127.0.0.1:" + port)
                .await("ready");
    }

    /** Ends the relay. @return bytes that it passed on from b to a, or from a to b, on that link */
    private static long passed(DtpProcess relay, String link, String way) throws Exception {
        relay.terminate();
        relay.exit();
        Matcher said = Pattern.compile(link + " " + way + ": .*?([0-9]+) delivered bytes")
                .matcher(relay.output());
        assertTrue(said.find(), relay.output());
        return Long.parseLong(said.group(1));
    }

    private static long held(Path into) throws IOException {
        try (Stream<Path> all = Files.walk(into)) {
            long most = 0;
            for (Path part : all.filter(f -> f.toString().endsWith(".part")).toList()) {
                most = Math.max(most, Files.size(part));
            }
            return most;
        } catch (NoSuchFileException | java.io.UncheckedIOException moved) {
            return 0;
        }
    }

    @Test
    void aPutThatIsKilledThreeTimesSendsOnlyWhatIsMissing() throws Exception {
        int port = freeTcpPort();
        int near = freeTcpPort();
        serve("zmq", port);
        DtpProcess relay = start("relay", "relay", "up:", "tcp", "127.0.0.1:" + near, "127.0.0.1:" + port);
        relay.await("relaying");
        String[] put = {"put", content.toString(), "zmq://127.0.0.1:" + near + "/f", "-t", "2M"};
        for (int kill = 1; kill <= KILLS; kill++) {
            DtpProcess broken = start("client", put);
            while (broken.isAlive() && held(root) < (long) SIZE * kill / (KILLS + 1)) {
                Thread.onSpinWait();
            }
            assertTrue(broken.isAlive(), broken::output);
            broken.kill();
            assertFalse(Files.exists(root.resolve("f")), "visible before it is whole");
        }
        DtpProcess last = start("client", put);
        assertEquals(0, last.exit(), last.output());
        assertEquals(-1, Files.mismatch(content, root.resolve("f")));
        long bytes = passed(relay, "up", "a to b");
        assertTrue(bytes >= SIZE, () -> bytes + " bytes cannot be the file");
        assertTrue(
                bytes < SIZE + KILLS * MOST_AGAIN + HANDSHAKES, () -> bytes + " bytes went up for a file of " + SIZE);
    }

    @Test
    void zeroMqTcpAndKftpServeOneFileTogether() throws Exception {
        Files.copy(content, root.resolve("f"));
        List<String> links = new ArrayList<>();
        List<String> get = new ArrayList<>(List.of("get"));
        for (String protocol : List.of("zmq", "tcp", "kftp")) {
            boolean udp = protocol.equals("kftp");
            int port = udp ? DtpProcess.freePort() : freeTcpPort();
            int near = udp ? DtpProcess.freePort() : freeTcpPort();
            serve(protocol, port);
            links.add(protocol + ": " + (udp ? "udp" : "tcp") + " 127.0.0.1:" + near + " 127.0.0.1:" + port);
            get.add(protocol + "://127.0.0.1:" + near + "/f");
        }
        DtpProcess relay = start(
                "relay",
                "relay",
                "--file",
                Files.write(folder.resolve("links"), links).toString());
        relay.await("relaying");
        Path out = folder.resolve("out");
        get.addAll(List.of("-o", out.toString(), "-t", "3M"));
        DtpProcess client = start("client", get.toArray(String[]::new));
        assertEquals(0, client.exit(), client.output());
        assertTrue(client.output().contains("verified sha256:"), client.output());
        assertEquals(-1, Files.mismatch(content, out));
        for (String protocol : List.of("zmq", "tcp", "kftp")) {
            long bytes = passed(relay, protocol, "b to a");
            assertTrue(bytes > SIZE / 100, () -> protocol + " has served " + bytes + " bytes only");
            assertTrue(bytes < SIZE - SIZE / 50, () -> protocol + " has served " + bytes + " of " + SIZE + " bytes");
        }
    }
}
