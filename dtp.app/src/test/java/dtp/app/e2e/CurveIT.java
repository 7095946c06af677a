package dtp.app.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of {@code dtp keygen} in the files of either side, as the README of dtp.transport.zmq has them. */
@Tag("slow")
class CurveIT {
    @TempDir
    Path folder;

    private String keygen(String name) throws Exception {
        try (DtpProcess keygen =
                DtpProcess.start(folder, "keygen", folder.resolve(name).toString())) {
            assertEquals(0, keygen.exit(), keygen.output());
            return keygen.output().strip();
        }
    }

    private void configure(String home, String pid, String... lines) throws IOException {
        Path config = Files.createDirectories(folder.resolve(home).resolve("config"));
        Files.writeString(config.resolve(pid + ".cfg"), String.join("\n", lines));
    }

    @Test
    void aClientWhoseKeyIsAllowedPutsAndOneWithoutAKeyGetsNothing() throws Exception {
        Path root = Files.createDirectory(folder.resolve("root"));
        byte[] content = new byte[300_000];
        new Random(9).nextBytes(content);
        Path file = Files.write(folder.resolve("image.bin"), content);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String serverKey = keygen("server.key");
        String clientKey = keygen("client.key");
        configure(
                "server",
                "dtp.transport.zmq.server-secure",
                "host = 127.0.0.1",
                "port = " + port,
                "curve.key.file = " + folder.resolve("server.key"),
                "curve.allowed = alice=" + clientKey);
        configure(
                "client",
                "dtp.transport.zmq",
                "curve.key.file = " + folder.resolve("client.key"),
                "curve.servers = 127.0.0.1:" + port + "=" + serverKey);
        String target = "zmq://127.0.0.1:" + port + "/image.bin";
        try (DtpProcess server = DtpProcess.start(
                        folder.resolve("server"), "serve", "--root", root.toString(), "--allow-upload")
                .await("ready")) {
            try (DtpProcess stranger =
                    DtpProcess.start(folder.resolve("stranger"), "put", file.toString(), target, "-T", "1")) {
                assertTrue(stranger.exit() != 0, stranger.output());
                assertFalse(Files.exists(root.resolve("image.bin")));
            }
            try (DtpProcess put = DtpProcess.start(folder.resolve("client"), "put", file.toString(), target)) {
                assertEquals(0, put.exit(), put.output());
            }
            assertEquals(-1, Files.mismatch(file, root.resolve("image.bin")));
            assertTrue(server.isAlive());
        }
    }
}
