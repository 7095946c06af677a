package dtp.path.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.contact.ContactPlan;
import dtp.path.Direction;
import dtp.path.ImpairedPath;
import dtp.path.PathCounters.Count;
import dtp.path.PathModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A relay between real sockets of this machine. */
@Timeout(60)
class RelayTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private static List<RelayLine> lines(String text) {
        return RelayText.file(text, ContactPlan.always());
    }

    private static Relay open(String text) throws IOException {
        return Relay.open(lines(text));
    }

    private static DatagramSocket socket() throws IOException {
        DatagramSocket socket = new DatagramSocket(0, HERE);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static int port(Relay relay) {
        return relay.counters().get(0).localPort();
    }

    private static void send(DatagramSocket from, byte[] bytes, int port) throws IOException {
        from.send(new DatagramPacket(bytes, bytes.length, HERE, port));
    }

    private static DatagramPacket receive(DatagramSocket at) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
        at.receive(packet);
        return packet;
    }

    private static byte[] bytes(DatagramPacket packet) {
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "delay=1ms", "rate=10M"})
    void eachClientGetsItsOwnAnswers(String path) throws IOException {
        try (DatagramSocket server = socket();
                DatagramSocket one = socket();
                DatagramSocket two = socket();
                Relay relay = open("udp 0 " + server.getLocalPort() + " " + path)) {
            send(one, new byte[] {1}, port(relay));
            send(two, new byte[] {2}, port(relay));
            for (int i = 0; i < 2; i++) {
                DatagramPacket asked = receive(server);
                server.send(new DatagramPacket(new byte[] {asked.getData()[0], 9}, 2, asked.getSocketAddress()));
            }
            assertArrayEquals(new byte[] {1, 9}, bytes(receive(one)));
            assertArrayEquals(new byte[] {2, 9}, bytes(receive(two)));
        }
    }

    @Test
    void aPairJoinsTwoPeersWithFixedPorts() throws IOException {
        try (DatagramSocket a = socket();
                DatagramSocket b = socket();
                Relay relay = open("pair 0@127.0.0.1:" + a.getLocalPort() + " 0@127.0.0.1:" + b.getLocalPort())) {
            send(a, new byte[] {1}, port(relay));
            DatagramPacket atB = receive(b);
            b.send(new DatagramPacket(new byte[] {2}, 1, atB.getSocketAddress()));
            DatagramPacket atA = receive(a);
            assertArrayEquals(new byte[] {2}, bytes(atA));
            assertEquals(port(relay), atA.getPort());
        }
    }

    @Test
    void theSameSeedDropsTheSameDatagramsAsTheMachineAlone() throws IOException {
        String path = "seed=42,loss=0.2,burst=0.02/5,dup=0.1";
        int sent = 500;
        ImpairedPath machine = PathModel.parse(path).open(Direction.A_TO_B, 0);
        try (DatagramSocket server = socket();
                DatagramSocket client = socket();
                Relay relay = open("udp 0 " + server.getLocalPort() + " " + path)) {
            for (int i = 0; i < sent; i++) {
                byte[] datagram = ByteBuffer.allocate(4).putInt(i).array();
                send(client, datagram, port(relay));
                machine.offer(ByteBuffer.wrap(datagram), i);
                // in step, so that no socket's buffer runs over
                for (ByteBuffer frame = machine.poll(i); frame != null; frame = machine.poll(i)) {
                    assertEquals(frame, ByteBuffer.wrap(bytes(receive(server))));
                }
            }
            while (relay.counters().get(0).aToB().get(Count.OFFERED) < sent) {
                Thread.onSpinWait();
            }
            Relay.Counters counters = relay.counters().get(0);
            assertEquals(machine.counters().all(), counters.aToB().all());
        }
    }

    @Test
    void aLinkGoesOnWithItsNewPathAndAnotherIsOpenedAnew() throws IOException {
        try (DatagramSocket server = socket();
                DatagramSocket client = socket();
                Relay relay = open("a: udp 0 " + server.getLocalPort() + " loss=100%")) {
            int port = port(relay);
            send(client, new byte[] {1}, port);
            while (relay.counters().get(0).aToB().get(Count.LOST) == 0) {
                Thread.onSpinWait();
            }
            relay.change(lines("a: udp 0 " + server.getLocalPort()));
            send(client, new byte[] {2}, port);
            assertArrayEquals(new byte[] {2}, bytes(receive(server)));
            relay.change(lines("b: udp 0 " + server.getLocalPort()));
            List<Relay.Counters> all = relay.counters();
            assertEquals(
                    List.of("a", "b"), all.stream().map(c -> c.line().name()).toList());
            assertEquals(1, all.get(0).aToB().get(Count.LOST));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void aLinkOfAnotherSeedIsOpenedAnewAtItsOwnPort(String kind) throws IOException {
        try (Relay relay = open("a: " + kind + " 0 9 seed=1")) {
            int port = port(relay);
            relay.change(lines("a: " + kind + " " + port + " 9 seed=1"));
            relay.change(lines("a: " + kind + " " + port + " 9 seed=2"));
            assertEquals(port, relay.counters().get(2).localPort());
        }
    }

    @Test
    void everyLinkThatCannotBeOpenedIsNamedAndTheOthersAreAsAsked() throws IOException {
        try (DatagramSocket taken = socket();
                Relay relay = open("a: udp 0 9\nb: udp 0 9 seed=1")) {
            String port = " udp " + taken.getLocalPort() + " 9\n";
            IOException e = assertThrows(
                    IOException.class,
                    () -> relay.change(lines("a:" + port + "c:" + port + "b: udp 0 9 seed=1,loss=1")));
            assertTrue(
                    e.getMessage().contains("a: UDP port") && e.getMessage().contains("c: UDP port"), e.getMessage());
            assertEquals(
                    List.of("a: udp", "b: udp"),
                    relay.counters().stream()
                            .map(c -> c.line().toString().substring(0, 6))
                            .toList());
            assertTrue(relay.counters().get(1).line().toString().contains("loss=1"));
        }
    }

    @Test
    void aRelayWhoseThreadDiesSaysSoAndStillCounts() throws IOException {
        try (DatagramSocket server = socket();
                DatagramSocket client = socket();
                Relay relay = open("udp 0 " + server.getLocalPort())) {
            send(client, new byte[] {1}, port(relay));
            receive(server);
            assertTrue(relay.ended().isEmpty());
            relay.inLine(() -> {
                throw new OutOfMemoryError("as if");
            });
            while (relay.ended().isEmpty()) {
                Thread.onSpinWait();
            }
            assertTrue(
                    relay.ended().get().contains("OutOfMemoryError"),
                    relay.ended().get());
            assertEquals(1, relay.counters().get(0).aToB().get(Count.DELIVERED));
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (DatagramSocket taken = socket()) {
            IOException e = assertThrows(IOException.class, () -> open("up: udp " + taken.getLocalPort() + " 1"));
            assertEquals(
                    "up: UDP port /127.0.0.1:" + taken.getLocalPort(),
                    e.getMessage().split(" cannot")[0]);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "stammer=1",
                "delay=2ms,jitter=1ms",
                "rate=1M,queue=10k",
                "rate=3M,stammer=7",
                "cut=0s..200ms"
            })
    void aStreamComesThroughWholeAndInOrderAndEndsBothWays(String path) throws Exception {
        byte[] content = new byte[path.contains("stammer=1") ? 20_000 : 200_000];
        new Random(5).nextBytes(content);
        try (ServerSocket server = new ServerSocket(0, 5, HERE);
                Relay relay = open("tcp 0 " + server.getLocalPort() + " " + path)) {
            CompletableFuture<Void> echo = CompletableFuture.runAsync(() -> echo(server));
            try (Socket client = new Socket(HERE, port(relay))) {
                CompletableFuture<byte[]> back = CompletableFuture.supplyAsync(() -> readAll(client));
                client.getOutputStream().write(content);
                client.shutdownOutput();
                assertArrayEquals(content, back.get());
            }
            echo.get();
            Relay.Counters counters = relay.counters().get(0);
            assertEquals(content.length, counters.aToB().get(Count.DELIVERED_BYTES));
            assertEquals(content.length, counters.bToA().get(Count.DELIVERED_BYTES));
        }
    }

    @Test
    void aConnectionThatNobodyTakesIsResetAndNotEnded() throws IOException {
        int nobody;
        try (ServerSocket gone = new ServerSocket(0, 5, HERE)) {
            nobody = gone.getLocalPort();
        }
        try (Relay relay = open("tcp 0 " + nobody);
                Socket client = new Socket(HERE, port(relay))) {
            assertThrows(IOException.class, () -> client.getInputStream().read());
        }
    }

    private static void echo(ServerSocket server) {
        try (Socket one = server.accept()) {
            one.getInputStream().transferTo(one.getOutputStream());
            one.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] readAll(Socket from) {
        try {
            return from.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
