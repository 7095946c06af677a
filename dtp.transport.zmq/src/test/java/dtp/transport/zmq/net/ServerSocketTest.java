package dtp.transport.zmq.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.tck.doubles.RemoteContent;
import dtp.tck.doubles.ScriptedServing;
import dtp.transport.zmq.machine.ServerSettings;
import dtp.transport.zmq.wire.Checksum;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zeromq.SocketType;

/** The server over loopback, with clients that are none of ours. */
@Timeout(60)
class ServerSocketTest {
    private static final String CRC_ABC = "352441c2";

    private final ScriptedServing serving = new ScriptedServing();
    private ZmqServer server;

    private int start(Optional<CurveServer> curve) throws InterruptedException {
        return start(curve, ServerSettings.DEFAULTS);
    }

    private int start(Optional<CurveServer> curve, ServerSettings settings) throws InterruptedException {
        server = new ZmqServer(new ServerPlace("127.0.0.1", 0, curve), settings, serving);
        Wait.until(() -> server.port().isPresent());
        return server.port().orElseThrow();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aReqClientUploads() throws Exception {
        try (RawPeer req = new RawPeer(SocketType.REQ, start(Optional.empty()))) {
            assertEquals("READY", req.ask("HELLO", "f"));
            assertEquals("READY", req.ask("CHUNK", "f", 0, 3, CRC_ABC, "abc"));
            assertTrue(req.ask("CHUNK", "f", 3, 3, "00000000", "abc").startsWith("ERROR"));
            assertEquals("READY", req.ask("CLOSE", "f", 3));
        }
        assertArrayEquals(
                new byte[] {'a', 'b', 'c'}, serving.content("f").orElseThrow().bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1", "[::1]"})
    void anAddressOfIpv6IsListenedAt(String host) throws Exception {
        server = new ZmqServer(new ServerPlace(host, 0, Optional.empty()), ServerSettings.DEFAULTS, serving);
        assertEquals("[::1]:0", server.address());
        Wait.until(() -> server.port().isPresent());
        try (RawPeer peer =
                new RawPeer(SocketType.DEALER, "[::1]", server.port().orElseThrow())) {
            assertEquals("READY", peer.ask("HELLO", "f"));
        }
    }

    @Test
    void aHostThatNobodyKnowsIsToldAndTriedNowAndThenAndCostsNothing() throws Exception {
        String host = "no.such.host.invalid";
        server = new ZmqServer(new ServerPlace(host, 0, Optional.empty()), ServerSettings.DEFAULTS, serving);
        Wait.until(() -> server.text().startsWith("not listening: " + host + ":0 "));
        assertTrue(server.text().contains("no address is known"), server::text);
        long before = OpenFiles.count();
        Wait.until(() -> server.binds() == 3);
        Wait.until(() ->
                OpenFiles.count() < before + 4); // two sockets have more; JeroMQ closes them in a thread of its own
    }

    @Test
    void aClientThatIsGoneFreesItsNameAtOnce() throws Exception {
        int port = start(Optional.empty());
        try (RawPeer first = new RawPeer(SocketType.DEALER, port)) {
            assertEquals("READY", first.ask("HELLO", "f"));
            assertEquals("READY", first.ask("CHUNK", "f", 0, 3, CRC_ABC, "abc"));
        }
        Wait.until(() -> serving.receiving() == 0);
        try (RawPeer second = new RawPeer(SocketType.DEALER, port)) {
            assertEquals("READY", second.ask("HELLO", "f"));
            assertEquals("READY", second.ask("CLOSE", "f", 0));
        }
    }

    @Test
    void aSilentClientLosesItsUploadAndItsPayloads() throws Exception {
        serving.holds("g", new byte[3]);
        ServerSettings impatient = new ServerSettings(1_000_000_000L, 0, 1 << 20, 8, 1 << 20, false);
        int port = start(Optional.empty(), impatient);
        try (RawPeer silent = new RawPeer(SocketType.DEALER, port)) {
            assertTrue(silent.ask("STAT", "g").startsWith("READY 3 "));
            assertEquals("READY", silent.ask("HELLO", "f"));
            assertEquals(2, serving.receiving() + serving.open());
            Wait.until(() -> serving.receiving() == 0 && serving.open() == 0);
        }
    }

    @Test
    void aPeerThatNeverReadsHarmsNobody() throws Exception {
        int port = start(Optional.empty());
        byte[] noise = new byte[1 << 16];
        try (RawPeer deaf = new RawPeer(SocketType.DEALER, port);
                RawPeer other = new RawPeer(SocketType.DEALER, port)) {
            for (int i = 0; i < 900; i++) {
                deaf.send("HELLO", "n" + i);
                deaf.send("CHUNK", "n" + i, 0, noise.length, "00000000", noise);
            }
            assertEquals("READY", other.ask("HELLO", "f"));
            assertEquals("READY", other.ask("CHUNK", "f", 0, 3, CRC_ABC, "abc"));
            assertEquals("READY", other.ask("CLOSE", "f", 3));
        }
        Wait.until(() -> serving.receiving() == 0);
    }

    @Test
    void anAnswerThatHasLeftMakesRoomForTheNext() throws Exception {
        int port = start(Optional.empty(), littleMemory());
        try (RawPeer peer = new RawPeer(SocketType.DEALER, port)) {
            reads(peer);
        }
    }

    @Test
    void anEncryptedAnswerThatHasLeftMakesRoomForTheNext(@TempDir Path dir) throws Exception {
        Curve.Keys own = keys(dir.resolve("server"));
        int port = start(Optional.of(new CurveServer(own, List.of())), littleMemory());
        try (RawPeer peer = new RawPeer(SocketType.DEALER, port, keys(dir.resolve("peer")), own.publicText())) {
            reads(peer);
        }
    }

    /** Four bytes of a peer's answers. */
    private ServerSettings littleMemory() {
        serving.holds("f", new byte[] {'a', 'b', 'c'});
        return new ServerSettings(60_000_000_000L, 0, 1 << 20, 8, 32, false);
    }

    @Test
    void whatPeersReadIsReadIntoMemoryOutsideTheHeapAndReachesThemAsItIs() throws Exception {
        byte[] bytes = new byte[300_000];
        new Random(1).nextBytes(bytes);
        RemoteContent content = RemoteContent.of(bytes);
        Set<Boolean> direct = ConcurrentHashMap.newKeySet();
        serving.holds("f", new RemoteContent() {
            @Override
            public long size() {
                return content.size();
            }

            @Override
            public void read(long position, ByteBuffer into) {
                direct.add(into.isDirect());
                content.read(position, into);
            }
        });
        try (RawPeer peer = new RawPeer(SocketType.DEALER, start(Optional.empty()))) {
            String version = peer.ask("STAT", "f").split(" ")[4];
            direct.clear(); // its digest was made
            for (int at = 0; at < 200_000; at += 7_999) {
                byte[] wanted = Arrays.copyOfRange(bytes, at, at + 100_000);
                String head = "DATA f " + at + " 100000 " + Checksum.CRC_32.of(ByteBuffer.wrap(wanted)) + " ";
                String answer = peer.ask("FETCH", "f", at, 100_000, version);
                assertEquals(head + new String(wanted, StandardCharsets.UTF_8), answer);
            }
        }
        assertEquals(Set.of(true), direct);
    }

    private static void reads(RawPeer peer) {
        String version = peer.ask("STAT", "f").split(" ")[4];
        for (int i = 0; i < 100; i++) {
            assertEquals("DATA f 0 3 " + CRC_ABC + " abc", peer.ask("FETCH", "f", 0, 3, version));
        }
    }

    @Test
    void aKnownClientIsLetInByItsNameAndOthersAreNot(@TempDir Path dir) throws Exception {
        Curve.Keys own = keys(dir.resolve("server"));
        Curve.Keys known = keys(dir.resolve("known"));
        Curve.Keys stranger = keys(dir.resolve("stranger"));
        int port = start(Optional.of(new CurveServer(own, List.of("ops=" + known.publicText()))));
        try (RawPeer peer = new RawPeer(SocketType.DEALER, port, known, own.publicText())) {
            assertEquals("READY", peer.ask("HELLO", "f"));
        }
        assertTrue(serving.asked().get(0).endsWith("(ops)"), serving.asked()::toString);
        try (RawPeer peer = new RawPeer(SocketType.DEALER, port, stranger, own.publicText());
                RawPeer plain = new RawPeer(SocketType.DEALER, port)) {
            peer.patience(1_500);
            plain.patience(100);
            peer.send("HELLO", "g");
            plain.send("HELLO", "h");
            assertNull(peer.poll());
            assertNull(plain.poll());
        }
        assertEquals(1, serving.asked().size(), serving.asked()::toString);
    }

    private static Curve.Keys keys(Path file) throws Exception {
        Files.writeString(file, Curve.newCertificate());
        return Curve.read(file);
    }
}
