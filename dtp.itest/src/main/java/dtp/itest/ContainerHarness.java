package dtp.itest;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.Verification;
import dtp.api.transport.Contact;
import dtp.api.transport.End;
import dtp.api.transport.Serving;
import dtp.api.transport.Source;
import dtp.api.transport.Transport;
import dtp.api.transport.TransportServer;
import dtp.tck.TransportHarness;
import dtp.tck.doubles.RemoteContent;
import dtp.tck.doubles.ScriptedServing;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The transport of a scheme as the service registry of this container has it, against a server that is configured in the same
 * container; what the server serves and stores is in memory. Made step by step: what is configured, where the server is, what
 * the protocol can. Used by a test's thread.
 */
final class ContainerHarness implements TransportHarness {
    private static final long PATIENCE_S = 30;

    /** How the far end is made to say nothing, and to hear nothing. */
    interface Silence {
        void fall(Container container) throws Exception;
    }

    private final Container container = new Container();
    private final ScriptedServing serving = new ScriptedServing();
    private final String scheme;
    private String far = "127.0.0.1";
    private String nobody = "127.0.0.1:1";
    private Verification delivered = Verification.NONE;
    private Set<Capability> capabilities = Set.of();
    private List<Endpoint> wrong = List.of();
    private Silence silence = container -> serving.fallSilent();
    private TransferOptions options =
            TransferOptions.builder().idleTimeout(Duration.ofMillis(500)).build();
    private Transport transport;

    ContainerHarness(String scheme) {
        this.scheme = scheme;
        container.register(Serving.class, serving, Map.of());
    }

    /** One configuration of a factory PID. */
    ContainerHarness factory(String pid, Map<String, Object> properties) throws IOException {
        container.factory(pid, properties);
        return this;
    }

    ContainerHarness singleton(String pid, Map<String, Object> properties) throws IOException {
        container.singleton(pid, properties);
        return this;
    }

    /** The authority of endpoints of the server, and one where nobody is. */
    ContainerHarness between(String server, String nobodyThere) {
        far = server;
        nobody = nobodyThere;
        return this;
    }

    /** The server tells the port that it bound, as {@link TransportServer}. */
    ContainerHarness atItsPort() throws Exception {
        TransportServer server = container.service(TransportServer.class, "(" + Transport.SCHEME + "=" + scheme + ")");
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (server.port().isEmpty()) {
            if (System.nanoTime() - endNs > 0) {
                throw new AssertionError("the server does not listen: " + server.text());
            }
            Thread.onSpinWait();
        }
        far = "127.0.0.1:" + server.port().getAsInt();
        return this;
    }

    /** @param how sure a delivery is that has ENDED */
    ContainerHarness can(Verification how, Capability... what) {
        delivered = how;
        capabilities = EnumSet.copyOf(List.of(what));
        return this;
    }

    /** Endpoints that the transport must refuse. */
    ContainerHarness refuses(String... endpoints) {
        wrong = Stream.of(endpoints).map(Endpoint::parse).toList();
        return this;
    }

    /** Unless told: the server is there, but has no answer to anything it is asked for. */
    ContainerHarness silentBy(Silence how) {
        silence = how;
        return this;
    }

    /** Unless told: half a second. */
    ContainerHarness idle(Duration timeout) {
        options = options.with().idleTimeout(timeout).build();
        return this;
    }

    /** The last step: returns when the transport is there and its server answers. */
    ContainerHarness start() throws Exception {
        transport = container.service(Transport.class, "(" + Transport.SCHEME + "=" + scheme + ")");
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        End end = ask();
        while (end.kind() == End.Kind.QUIET || end.kind() == End.Kind.TRANSIENT) {
            if (System.nanoTime() - endNs > 0) {
                throw new AssertionError("the server at " + far + " does not answer: " + end);
            }
            end = ask();
        }
        return this;
    }

    private End ask() throws Exception {
        try (Source source = transport.source(absent(), options())) {
            Contact contact = source.contact().toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
            return contact.end();
        }
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public Transport transport() {
        return transport;
    }

    @Override
    public Endpoint serve(String name, byte[] content) {
        serving.holds(name, content);
        return Endpoint.of(scheme, far, name);
    }

    @Override
    public Endpoint absent() {
        return Endpoint.of(scheme, far, "99");
    }

    @Override
    public Endpoint unreachable() {
        return Endpoint.of(scheme, nobody, "1");
    }

    @Override
    public Endpoint target(String name) {
        return Endpoint.of(scheme, far, name);
    }

    @Override
    public Optional<byte[]> stored(String name) {
        return serving.content(name).map(RemoteContent::bytes);
    }

    @Override
    public Verification delivered() {
        return delivered;
    }

    @Override
    public List<Endpoint> wrong() {
        return wrong;
    }

    @Override
    public void fallSilent() throws Exception {
        silence.fall(container);
    }

    @Override
    public TransferOptions options() {
        return options;
    }

    @Override
    public void close() throws Exception {
        container.close();
    }
}
