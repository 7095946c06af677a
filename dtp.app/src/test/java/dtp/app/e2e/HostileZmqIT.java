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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A ZeroMQ server with a heap of 64 MiB among peers that want its memory, while another client uploads or downloads. */
@Tag("slow")
@Timeout(200)
class HostileZmqIT {
    private static final int LARGEST = 16 << 20;
    private static final int PEERS = 16;
    private static final int SIZE = 12_000_007;

    @TempDir
    Path folder;

    private final List<HostilePeer> peers = new ArrayList<>();
    private Path root;
    private int port;
    private DtpProcess server;

    @BeforeEach
    void serve() throws Exception {
        root = Files.createDirectory(folder.resolve("root"));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        server = DtpProcess.start(
                        folder.resolve("server"),
                        "serve",
                        "--root",
                        root.toString(),
                        "--allow-upload",
                        "--zmq",
                        "127.0.0.1:" + port)
                .await("ready");
    }

    @AfterEach
    void end() throws IOException {
        for (HostilePeer peer : peers) {
            peer.close();
        }
        server.close();
    }

    /** @param least bytes that each gets rid of */
    private void peers(HostilePeer.Speech speech, long least) throws IOException {
        for (int i = 0; i < PEERS; i++) {
            peers.add(new HostilePeer(port, speech));
        }
        while (peers.stream().anyMatch(p -> p.sent() < least)) {
            assertTrue(server.isAlive() && peers.stream().noneMatch(HostilePeer::isOver), server::output);
            Thread.onSpinWait();
        }
    }

    /** @param least bytes that each gets rid of before the upload begins */
    private void amongPeersAnUploadComesThrough(HostilePeer.Speech speech, long least) throws Exception {
        peers(speech, least);
        Path content = content(folder.resolve("content"), SIZE);
        succeeds("put", content.toString(), "zmq://127.0.0.1:" + port + "/f");
        assertEquals(-1, Files.mismatch(content, root.resolve("f")));
    }

    private static Path content(Path file, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return Files.write(file, bytes);
    }

    private void succeeds(String... args) throws Exception {
        try (DtpProcess client = DtpProcess.start(folder.resolve("client"), args)) {
            assertEquals(0, client.exit(), () -> client.output() + "\nserver: " + server.output());
        }
        assertTrue(server.isAlive(), server::output);
        assertFalse(server.output().contains("OutOfMemory"), server::output);
    }

    @Test
    void peersThatBeginTheLargestFramesAndNeverEndThem() throws Exception {
        amongPeersAnUploadComesThrough(
                peer -> peer.frame("CHUNK")
                        .frame("x")
                        .frame("0")
                        .frame("" + LARGEST)
                        .frame("00000000")
                        .head(false, LARGEST)
                        .zeros(LARGEST / 2),
                LARGEST / 2);
    }

    @Test
    void peersThatSendTheLargestChunksAndNeverReadAnAnswer() throws Exception {
        amongPeersAnUploadComesThrough(
                peer -> {
                    while (true) {
                        peer.frame("CHUNK")
                                .frame("x")
                                .frame("0")
                                .frame("" + LARGEST)
                                .frame("00000000")
                                .head(false, LARGEST)
                                .zeros(LARGEST);
                    }
                },
                LARGEST);
    }

    @Test
    void peersThatAskForALargeFileAndNeverReadIt() throws Exception {
        Path content = content(root.resolve("f"), 2 * SIZE);
        peers(
                peer -> {
                    String version = peer.frame("STAT").last("f").answer().get(4);
                    for (int i = 0; i < 128; i++) {
                        peer.frame("FETCH")
                                .frame("f")
                                .frame("" + i * 1_000)
                                .frame("" + (1 << 20))
                                .last(version);
                    }
                },
                128L * "FETCHf1048576".length());
        Path got = folder.resolve("got");
        succeeds("get", "zmq://127.0.0.1:" + port + "/f", "-o", got.toString());
        assertEquals(-1, Files.mismatch(content, got));
    }

    @Test
    void peersWhoseMessagesHaveAFrameMoreAgainAndAgain() throws Exception {
        amongPeersAnUploadComesThrough(
                peer -> {
                    while (true) {
                        peer.frame("x").head(true, 1 << 20).zeros(1 << 20);
                    }
                },
                3L * LARGEST);
    }
}
