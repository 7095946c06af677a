package dtp.csp.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.link.CspLinkReceiver;
import dtp.api.link.CspLinkSettings;
import dtp.csp.rdp.RdpEnd;
import dtp.csp.rdp.RdpListener;
import dtp.csp.rdp.RdpOptions;
import dtp.csp.wire.CspHeader;
import dtp.csp.wire.CspVersion;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The node in real time: its thread, UDP and loop links. */
@Timeout(60)
class NodeLoopTest {
    private final List<AutoCloseable> toClose = new CopyOnWriteArrayList<>();
    private final List<RuntimeException> faults = new CopyOnWriteArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : toClose) {
            closeable.close();
        }
    }

    private NodeLoop node(int address) {
        CspNode node = new CspNode(NodeSettings.of(address, CspVersion.V2), new Random(address));
        NodeLoop loop = new NodeLoop(node, System::nanoTime, 1 << 20, faults::add).start();
        toClose.add(loop);
        return loop;
    }

    private static CspLinkSettings settings(String text, int address) {
        return new CspLinkSettings(text, address, 2, 4_115);
    }

    /** Passes on to the node and tells of states. */
    private static final class Watcher implements CspLinkReceiver {
        final CspLinkReceiver node;
        final BlockingQueue<String> states = new LinkedBlockingQueue<>();

        Watcher(CspLinkReceiver node) {
            this.node = node;
        }

        @Override
        public boolean frame(ByteBuffer headerAndData) {
            return node.frame(headerAndData);
        }

        @Override
        public void rejected(String why) {
            node.rejected(why);
        }

        @Override
        public void state(boolean up, String why) {
            node.state(up, why);
            states.add((up ? "up: " : "down: ") + why);
        }
    }

    private UdpLink udp(NodeLoop loop, String text, Watcher[] watcher) throws InterruptedException {
        NodeLink link = loop.node().attach("udp://" + text, Routes.DEFAULT);
        watcher[0] = new Watcher(loop.receiver(link));
        UdpLink udp = new UdpLink(settings(text, loop.node().address()), watcher[0], message -> {});
        toClose.add(0, udp);
        link.connect(udp);
        return udp;
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static long ping(NodeLoop from, int to, int bytes) throws InterruptedException {
        BlockingQueue<Long> answer = new LinkedBlockingQueue<>();
        from.execute(() -> {
            long nowNs = from.nowNs();
            from.node().calls().ping(to, bytes, true, nowNs + 5_000_000_000L, nowNs, answer::add);
        });
        return answer.take();
    }

    @Test
    void twoNodesTalkOverUdp() throws Exception {
        int groundPort = freePort();
        int satPort = freePort();
        NodeLoop ground = node(11);
        NodeLoop sat = node(10);
        Watcher[] watcher = new Watcher[1];
        udp(ground, groundPort + "@127.0.0.1:" + satPort, watcher);
        assertTrue(watcher[0].states.take().startsWith("up: port " + groundPort));
        udp(sat, satPort + "@localhost:" + groundPort, watcher);
        assertTrue(watcher[0].states.take().startsWith("up: "));
        assertTrue(ping(ground, 10, 4_000) > 0);

        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        sat.execute(() -> sat.node().listen(7, (connection, nowNs) -> new RdpListener() {
            @Override
            public void onData(ByteBuffer data, long at) {
                events.add("request of " + data.remaining());
                connection.close(at);
            }

            @Override
            public void onClosed(RdpEnd end, long at) {
                events.add("server " + end);
            }
        }));
        ground.execute(() -> ground.node()
                .connect(
                        new Target(10, 7, true, RdpOptions.DEFAULT),
                        ByteBuffer.allocate(80),
                        new RdpListener() {
                            @Override
                            public void onData(ByteBuffer data, long at) {}

                            @Override
                            public void onClosed(RdpEnd end, long at) {
                                events.add("client " + end);
                            }
                        },
                        ground.nowNs()));
        // the two ends are told by two threads
        assertEquals("request of 80", events.take());
        Set<String> ends = new HashSet<>();
        ends.add(events.take());
        ends.add(events.take());
        assertEquals(Set.of("client RESET", "server CLOSED"), ends);
        assertEquals(List.of(), faults);
    }

    @Test
    void aTakenPortIsAStateAndIsTriedAgain() throws Exception {
        NodeLoop ground = node(11);
        Watcher[] watcher = new Watcher[1];
        try (DatagramSocket other = new DatagramSocket(0)) {
            int port = other.getLocalPort();
            udp(ground, port + "@127.0.0.1:9", watcher);
            assertEquals(
                    "down: UDP port " + port + " is taken by another program; trying on", watcher[0].states.take());
            assertFalse(ground.node().links().get(0).up());
        }
        assertTrue(watcher[0].states.take().startsWith("up: port "));
    }

    @Test
    void aPeerThatIsNotThereIsNoError() throws Exception {
        NodeLoop ground = node(11);
        Watcher[] watcher = new Watcher[1];
        UdpLink link = udp(ground, "0@127.0.0.1:" + freePort(), watcher);
        watcher[0].states.take();
        for (int i = 0; i < 20; i++) {
            assertTrue(link.send(10, ByteBuffer.allocateDirect(100)));
        }
        assertTrue(ground.node().links().get(0).up());
    }

    @Test
    void packetsOfAnotherHostAreTakenAndCountedAndOverlongOnesRejected() throws Exception {
        NodeLoop ground = node(11);
        BlockingQueue<Integer> got = new LinkedBlockingQueue<>();
        CountDownLatch bound = new CountDownLatch(1);
        ground.execute(() -> {
            ground.node().bind(8, (header, payload, nowNs) -> got.add(payload.remaining()));
            bound.countDown();
        });
        bound.await();
        Watcher[] watcher = new Watcher[1];
        UdpLink link = udp(ground, "0@127.0.0.1:9", watcher);
        watcher[0].states.take();
        try (DatagramSocket stranger = new DatagramSocket(0)) {
            InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), link.localPort());
            byte[] packet = new byte[6 + 70];
            CspVersion.V2.write(CspHeader.of(3, 10, 11, CspHeader.portsAndFlags(8, 0, 0)), ByteBuffer.wrap(packet));
            stranger.send(new java.net.DatagramPacket(new byte[5_000], 5_000, to));
            stranger.send(new java.net.DatagramPacket(packet, packet.length, to));
        }
        assertEquals(70, got.take());
        Map<String, Long> counters = ground.node().counters().snapshot();
        assertEquals(1, counters.get("link_rejected: over-long"));
        assertTrue(counters.get("link_rejected: from another host or port") >= 1);
    }

    @Test
    void loopsJoinTheNodesThatNameThem() throws Exception {
        LoopLink.Hub hub = new LoopLink.Hub();
        NodeLoop one = node(1);
        NodeLoop two = node(2);
        for (NodeLoop loop : List.of(one, two)) {
            NodeLink link = loop.node().attach("loop://bus", Routes.DEFAULT);
            LoopLink device = hub.join("bus", loop.receiver(link));
            toClose.add(0, device);
            link.connect(device);
        }
        assertTrue(ping(one, 2, 100) > 0);
        assertTrue(ping(two, 1, 100) > 0);
    }

    @Test
    void tasksRunInOrderOnTheThreadOfTheNode() throws Exception {
        NodeLoop loop = node(1);
        BlockingQueue<String> ran = new LinkedBlockingQueue<>();
        for (int i = 0; i < 1_000; i++) {
            int number = i;
            loop.execute(() -> ran.add(number + Thread.currentThread().getName()));
        }
        for (int i = 0; i < 1_000; i++) {
            assertEquals(i + "dtp-csp-node-1", ran.take());
        }
    }

    @Test
    void aTaskOrHandlerThatThrowsIsAFaultAndTheNodeGoesOn() throws Exception {
        NodeLoop loop = node(1);
        CountDownLatch after = new CountDownLatch(1);
        loop.execute(() -> {
            throw new IllegalStateException("a faulty handler");
        });
        loop.execute(after::countDown);
        after.await();
        assertEquals(1, faults.size());
        assertEquals(1, loop.node().counters().get(NodeCounter.HANDLER_FAILED));
    }

    @Test
    void anAgentIsCalledAtItsDeadlineAgainAndAgain() throws Exception {
        NodeLoop loop = node(1);
        CountDownLatch calls = new CountDownLatch(100);
        Agent agent = new Agent() {
            private long dueNs;

            @Override
            public long nextDeadlineNs() {
                return dueNs;
            }

            @Override
            public void onTime(long nowNs) {
                assertTrue(nowNs >= dueNs);
                dueNs = nowNs + 1_000_000;
                calls.countDown();
            }
        };
        loop.execute(() -> loop.node().add(agent));
        assertTrue(calls.await(30, TimeUnit.SECONDS));
    }

    @Test
    void aStoppedNodeRejectsTasksAndCanBeClosedAgain() {
        NodeLoop loop = node(1);
        loop.close();
        assertThrows(RejectedExecutionException.class, () -> loop.execute(() -> {}));
        loop.close();
    }

    @Test
    void anAddressThatCannotBeReadIsToldInWords() {
        for (String text : new String[] {"", "9001", "9001@host", "x@host:1", "70000@host:1", "1@::1:5", "1@h:0"}) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> UdpAddress.parse(text), text);
            assertTrue(e.getMessage().contains("udp://LOCALPORT@PEERHOST:PEERPORT"));
        }
        assertEquals(new UdpAddress(1, "::1", 5), UdpAddress.parse("1@[::1]:5"));
        assertThrows(
                IllegalArgumentException.class,
                () -> LinkText.parse("1@h:1?rcvbuf=big").number("rcvbuf", 1, 1, 9));
        assertEquals(
                "1@h:1?rcvbuf=9",
                LinkText.parse("1@h:1?route=1-3&rcvbuf=9&tx=off").forTheLink());
        assertFalse(LinkText.parse("1@h:1?tx=off").transmitting());
        assertThrows(
                IllegalArgumentException.class, () -> LinkText.parse("a?tx=no").transmitting());
        assertThrows(
                IllegalArgumentException.class,
                () -> LinkText.parse("a?route=1-").routes());
    }
}
