package dtp.csp.dtp;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.Verification;
import dtp.api.transport.Transport;
import dtp.csp.node.CspNode;
import dtp.csp.node.LoopLink;
import dtp.csp.node.NodeLink;
import dtp.csp.node.NodeLoop;
import dtp.csp.node.NodeSettings;
import dtp.csp.node.Routes;
import dtp.csp.wire.CspVersion;
import dtp.tck.TransportHarness;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Two nodes in real time on a loop link: the client at 11, our server at 10. */
final class CspHarness implements TransportHarness {
    private final LoopLink.Hub hub = new LoopLink.Hub();
    private final NodeLoop near = node(11);
    private final NodeLoop far = node(10);
    private final ExecutorService readers = Executors.newSingleThreadExecutor();
    private final TestServing serving = new TestServing();
    private final DtpTransport transport;

    CspHarness() {
        DtpClient client = new DtpClient(near, ClientSettings.DEFAULT, new Random(1));
        transport = new DtpTransport(client, node -> Optional.empty());
        near.execute(client::start);
        DtpServer server = new DtpServer(far, serving, ServerSettings.DEFAULT, readers, line -> {});
        far.execute(server::start);
    }

    private NodeLoop node(int address) {
        CspNode node = new CspNode(NodeSettings.of(address, CspVersion.V2), new Random(address));
        NodeLoop loop = new NodeLoop(node, System::nanoTime, NodeLoop.DEFAULT_QUEUE_BYTES, fault -> {
            throw fault;
        });
        NodeLink link = node.attach("loop", Routes.DEFAULT);
        link.connect(hub.join("contract", loop.receiver(link)));
        return loop.start();
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.GET, Capability.RANGES, Capability.SIZE, Capability.DIGEST);
    }

    @Override
    public Transport transport() {
        return transport;
    }

    @Override
    public Endpoint serve(String name, byte[] content) {
        serving.with(Integer.parseInt(name), content);
        return Endpoint.parse("csp://10/" + name);
    }

    @Override
    public Endpoint absent() {
        return Endpoint.parse("csp://10/99");
    }

    @Override
    public Endpoint unreachable() {
        return Endpoint.parse("csp://12/1");
    }

    @Override
    public Endpoint target(String name) {
        return Endpoint.parse("csp://10/" + name);
    }

    @Override
    public Optional<byte[]> stored(String name) {
        return Optional.empty();
    }

    @Override
    public Verification delivered() {
        return Verification.NONE;
    }

    @Override
    public List<Endpoint> wrong() {
        return List.of(
                Endpoint.parse("csp://sat/1"),
                Endpoint.parse("csp://16383/1"),
                Endpoint.parse("csp://5/256"),
                Endpoint.parse("csp://5/image.bin"),
                Endpoint.parse("csp://5/1?mtu=200"));
    }

    @Override
    public void fallSilent() {
        far.node().links().get(0).transmit(false);
    }

    @Override
    public TransferOptions options() {
        // what is asked of a node that is not known would take seconds
        return TransferOptions.builder()
                .idleTimeout(Duration.ofMillis(500))
                .throughputBytesPerSecond(2_000_000)
                .build();
    }

    @Override
    public void close() {
        near.close();
        far.close();
        readers.shutdownNow();
    }
}
