package dtp.csp.component;

import dtp.api.link.CspLinkFactory;
import dtp.api.link.CspLinkStatus;
import dtp.csp.node.CspNode;
import dtp.csp.node.NodeHandle;
import dtp.csp.node.NodeLink;
import dtp.csp.node.NodeLoop;
import dtp.csp.node.NodeSettings;
import dtp.csp.rdp.RdpOptions;
import dtp.csp.wire.CmpIdent;
import dtp.csp.wire.CspVersion;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A CSP node as configured, with its thread: for operators as {@link dtp.api.link.CspNode}, for DTP's client and servers in this
 * bundle as {@link NodeHandle}. A changed configuration makes a new one. Any thread.
 */
@Component(
        configurationPid = NodeComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true,
        service = {dtp.api.link.CspNode.class, NodeHandle.class})
@Designate(ocd = NodeConfig.class, factory = true)
public final class NodeComponent implements dtp.api.link.CspNode, NodeHandle {
    public static final String PID = "dtp.csp.node";

    private static final Logger LOG = LoggerFactory.getLogger(NodeComponent.class);
    private static final long NS_PER_MS = 1_000_000L;
    private static final long MAX_TIMEOUT_MS = 86_400_000L;

    private final NodeLoop loop;
    private final NodeLinks links;

    /** @throws IllegalArgumentException when the configuration is wrong, in words for the user */
    @Activate
    public NodeComponent(NodeConfig config) {
        CspNode node = new CspNode(settings(config), new SplittableRandom(new SecureRandom().nextLong()));
        loop = new NodeLoop(
                node, System::nanoTime, config.queue_bytes(), fault -> LOG.error("a fault in a packet handler", fault));
        loop.start();
        links = new NodeLinks(loop, config.links());
        LOG.info("CSP node {} (version {}) with {}", node.address(), config.version(), List.of(config.links()));
    }

    private static NodeSettings settings(NodeConfig config) {
        List<Long> repeats =
                Arrays.stream(config.rdp_response_repeat_ms()).boxed().toList();
        RdpOptions rdp = RdpOptions.DEFAULT
                .withTimeouts(config.rdp_connect_timeout_ms(), config.rdp_silence_timeout_ms())
                .withServerRepeatMs(repeats);
        NodeSettings.Identity identity = new NodeSettings.Identity(
                config.hostname(), NodeSettings.Identity.DEFAULT.model(), NodeSettings.Identity.DEFAULT.revision());
        return new NodeSettings(
                config.address(),
                CspVersion.of(config.version()),
                config.max_data_bytes(),
                config.max_connections(),
                rdp,
                identity);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addFactory(CspLinkFactory factory, Map<String, Object> properties) {
        links.added(String.valueOf(properties.get(CspLinkFactory.SCHEME)), factory);
    }

    void removeFactory(CspLinkFactory factory) {
        links.removed(factory);
    }

    @Deactivate
    void close() {
        links.close();
        loop.close();
    }

    @Override
    public CspNode node() {
        return loop.node();
    }

    @Override
    public long nowNs() {
        return loop.nowNs();
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public int address() {
        return node().address();
    }

    @Override
    public int version() {
        return node().settings().version().number();
    }

    @Override
    public List<CspLinkStatus> links() {
        return node().links().stream()
                .map(link -> new CspLinkStatus(link.name(), link.up(), link.transmitting(), link.text()))
                .toList();
    }

    @Override
    public CompletionStage<Long> ping(int peer, int bytes, boolean crc32, long timeoutMs) {
        return number(done -> node().calls().ping(peer, bytes, crc32, deadlineNs(timeoutMs), nowNs(), done));
    }

    @Override
    public CompletionStage<Map<String, String>> ident(int peer, long timeoutMs) {
        CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();
        run(
                () -> node().calls()
                        .ident(
                                peer,
                                deadlineNs(timeoutMs),
                                nowNs(),
                                ident -> answer.completeAsync(
                                        () -> ident.map(CmpIdent::asMap).orElse(Map.of()))),
                () -> answer.complete(Map.of()));
        return answer;
    }

    @Override
    public CompletionStage<Long> uptimeS(int peer, long timeoutMs) {
        return number(done -> node().calls().uptimeS(peer, deadlineNs(timeoutMs), nowNs(), done));
    }

    @Override
    public CompletionStage<Long> freeBuffers(int peer, long timeoutMs) {
        return number(done -> node().calls().freeBuffers(peer, deadlineNs(timeoutMs), nowNs(), done));
    }

    /** A call whose answer is a number; -1 is none. Callers' code does not run on the node's thread. */
    private CompletionStage<Long> number(Consumer<LongConsumer> call) {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        run(() -> call.accept(value -> answer.completeAsync(() -> value)), () -> answer.complete(-1L));
        return answer;
    }

    private void run(Runnable call, Runnable none) {
        try {
            loop.execute(() -> {
                try {
                    call.run();
                } catch (IllegalArgumentException e) {
                    LOG.warn("{}", e.getMessage());
                    none.run();
                }
            });
        } catch (RejectedExecutionException e) {
            none.run();
        }
    }

    private long deadlineNs(long timeoutMs) {
        return nowNs() + Math.max(0, Math.min(timeoutMs, MAX_TIMEOUT_MS)) * NS_PER_MS;
    }

    @Override
    public Map<String, Long> counters() {
        return node().counters().snapshot();
    }

    @Override
    public boolean transmit(String name, boolean on) {
        boolean found = false;
        for (NodeLink link : node().links()) {
            if (link.name().equals(name)) {
                link.transmit(on);
                found = true;
                LOG.info("link {}: transmit {}", name, on ? "on" : "off");
            }
        }
        return found;
    }
}
