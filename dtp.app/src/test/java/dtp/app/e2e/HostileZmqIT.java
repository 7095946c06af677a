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

/** A ZeroMQ server with a heap of 64 MiB among peers that want its memory, while another client uploads. */
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

    /** @param least bytes that each gets rid of before the upload begins */
    private void amongPeersAnUploadComesThrough(HostilePeer.Speech speech, long least) throws Exception {
        for (int i = 0; i < PEERS; i++) {
            peers.add(new HostilePeer(port, speech));
        }
        while (peers.stream().anyMatch(p -> p.sent() < least)) {
            assertTrue(server.isAlive() && peers.stream().noneMatch(HostilePeer::isOver), server::output);
            Thread.onSpinWait();
        }
        byte[] bytes = new byte[SIZE];
        new Random(SIZE).nextBytes(bytes);
        Path content = Files.write(folder.resolve("content"), bytes);
        try (DtpProcess put = DtpProcess.start(
                folder.resolve("client"), "put", content.toString(), "zmq://127.0.0.1:" + port + "/f")) {
            assertEquals(0, put.exit(), () -> put.output() + "\nserver: " + server.output());
        }
        assertEquals(-1, Files.mismatch(content, root.resolve("f")));
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
