package dtp.csp.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.link.CspLink;
import dtp.api.link.CspLinkFactory;
import dtp.api.link.CspLinkReceiver;
import dtp.api.link.CspLinkSettings;
import dtp.api.link.CspLinkStatus;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The node as a component: its configuration, its links with their services, what operators ask of it. */
@Timeout(60)
class NodeComponentTest {
    private final List<NodeComponent> nodes = new ArrayList<>();
    private final LoopLinkFactory loops = new LoopLinkFactory();

    @AfterEach
    void closeAll() {
        nodes.forEach(NodeComponent::close);
    }

    private static NodeConfig config(int address, String... links) {
        Map<String, Object> set = Map.of("address", address, "links", links);
        return (NodeConfig) Proxy.newProxyInstance(
                NodeConfig.class.getClassLoader(),
                new Class<?>[] {NodeConfig.class},
                (proxy, method, args) -> set.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    private NodeComponent node(int address, String... links) {
        NodeComponent node = new NodeComponent(config(address, links));
        nodes.add(node);
        return node;
    }

    private NodeComponent looped(int address) {
        NodeComponent node = node(address, "loop://bus");
        node.addFactory(loops, Map.of(CspLinkFactory.SCHEME, "loop"));
        return node;
    }

    private static CspLinkStatus onlyLink(NodeComponent node) {
        assertEquals(1, node.links().size());
        return node.links().get(0);
    }

    /** Keeps what it was asked for. */
    private static final class Recording implements CspLinkFactory {
        final List<String> events = new CopyOnWriteArrayList<>();

        @Override
        public CspLink open(CspLinkSettings settings, CspLinkReceiver receiver) {
            events.add("open " + settings.text() + " for " + settings.address());
            receiver.state(true, "as good as there");
            return new CspLink() {
                @Override
                public boolean send(int nextHop, ByteBuffer frame) {
                    return true;
                }

                @Override
                public void close() {
                    events.add("close");
                }
            };
        }
    }

    @Test
    void aLinkWithoutItsServiceIsAStateAndIsOpenedWhenTheServiceComes() {
        NodeComponent node = node(11, "fake://dev?baud=9600&route=10&tx=off");
        assertFalse(onlyLink(node).up());
        assertTrue(onlyLink(node).text().contains("fake://"), onlyLink(node).text());
        Recording other = new Recording();
        node.addFactory(other, Map.of(CspLinkFactory.SCHEME, "other"));
        Recording factory = new Recording();
        node.addFactory(factory, Map.of(CspLinkFactory.SCHEME, "fake"));
        assertEquals(List.of(), other.events);
        assertEquals(List.of("open dev?baud=9600 for 11"), factory.events);
        assertTrue(onlyLink(node).up());
        assertFalse(onlyLink(node).transmitting());
        node.removeFactory(factory);
        assertEquals(List.of("open dev?baud=9600 for 11", "close"), factory.events);
        assertFalse(onlyLink(node).up());
        node.addFactory(factory, Map.of(CspLinkFactory.SCHEME, "fake"));
        node.close();
        assertEquals(4, factory.events.size());
    }

    @Test
    void aLinkThatCannotBeReadIsAStateAndTheOthersWork() {
        NodeComponent node = node(11, "nonsense", "udp://nonsense", "fake://dev");
        Recording factory = new Recording();
        node.addFactory(factory, Map.of(CspLinkFactory.SCHEME, "fake"));
        node.addFactory(new UdpLinkFactory(), Map.of(CspLinkFactory.SCHEME, "udp"));
        List<CspLinkStatus> links = node.links();
        assertFalse(links.get(0).up());
        assertTrue(
                links.get(0).text().contains("SCHEME://ADDRESS"), links.get(0).text());
        assertFalse(links.get(1).up());
        assertTrue(
                links.get(1).text().contains("udp://LOCALPORT@PEERHOST:PEERPORT"),
                links.get(1).text());
        assertTrue(links.get(2).up());
    }

    @Test
    void operatorsPingAndAskWhoIsThere() {
        NodeComponent ground = looped(11);
        looped(10);
        assertTrue(ground.ping(10, 100, true, 5_000).toCompletableFuture().join() > 0);
        assertTrue(ground.ping(11, 100, false, 5_000).toCompletableFuture().join() > 0);
        assertEquals("dtp", ground.ident(10, 5_000).toCompletableFuture().join().get("hostname"));
        assertTrue(ground.uptimeS(10, 5_000).toCompletableFuture().join() >= 0);
        assertTrue(ground.freeBuffers(10, 5_000).toCompletableFuture().join() > 0);
        assertTrue(ground.counters().get("frames_received") >= 5);
    }

    @Test
    void noAnswerIsAValue() {
        NodeComponent ground = looped(11);
        assertEquals(-1, ground.ping(12, 100, false, 20).toCompletableFuture().join());
        assertEquals(
                -1, ground.ping(12, 1_000_000, false, 20).toCompletableFuture().join());
        assertEquals(Map.of(), ground.ident(12, 20).toCompletableFuture().join());
        assertEquals(-1, ground.uptimeS(12, 20).toCompletableFuture().join());
        ground.close();
        assertEquals(
                -1, ground.ping(10, 100, false, 5_000).toCompletableFuture().join());
    }

    @Test
    void transmitInhibitIsSwitchedByTheNameOfTheLink() {
        NodeComponent ground = looped(11);
        looped(10);
        assertFalse(ground.transmit("loop://other", false));
        assertTrue(ground.transmit("loop://bus", false));
        assertFalse(onlyLink(ground).transmitting());
        assertEquals(-1, ground.ping(10, 10, false, 50).toCompletableFuture().join());
        assertTrue(ground.transmit("loop://bus", true));
        assertTrue(ground.ping(10, 10, false, 5_000).toCompletableFuture().join() > 0);
    }

    @Test
    void aWrongAddressIsRefusedInWords() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> node(16_383));
        assertEquals("a CSP address of version 2 is 0 to 16382, not 16383", e.getMessage());
    }
}
