package dtp.tck;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.Verification;
import dtp.api.transport.Transport;
import dtp.tck.doubles.RemoteContent;
import dtp.tck.doubles.Remotes;
import dtp.tck.doubles.ScriptedTransport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** The harness of the doubles: a host in memory, and threads of its own for each test. Called by the test's thread. */
public final class DoubleHarness implements TransportHarness {
    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);
    private final Remotes remotes = new Remotes();
    private final ScriptedTransport plain;
    private final Transport transport;
    private final Set<Capability> capabilities;
    private final Verification delivered;

    public DoubleHarness(
            BiFunction<Remotes, ScheduledExecutorService, ScriptedTransport> kind,
            Verification delivered,
            Capability... capabilities) {
        this(kind, UnaryOperator.identity(), delivered, capabilities);
    }

    /** @param breaking makes another transport of the good one: a broken one, or the one that a service registry gives */
    public DoubleHarness(
            BiFunction<Remotes, ScheduledExecutorService, ScriptedTransport> kind,
            UnaryOperator<Transport> breaking,
            Verification delivered,
            Capability... capabilities) {
        plain = kind.apply(remotes, executor);
        transport = breaking.apply(plain);
        this.delivered = delivered;
        this.capabilities = Set.of(capabilities);
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
        remotes.host("far").holds(name, content);
        return plain.endpoint("far", name);
    }

    @Override
    public Endpoint absent() {
        remotes.host("far");
        return plain.endpoint("far", "404");
    }

    @Override
    public Endpoint unreachable() {
        return plain.endpoint("nobody", "1");
    }

    @Override
    public Endpoint target(String name) {
        remotes.host("far");
        return plain.endpoint("far", name);
    }

    @Override
    public Optional<byte[]> stored(String name) {
        return remotes.host("far").content(name).map(RemoteContent::bytes);
    }

    @Override
    public Verification delivered() {
        return delivered;
    }

    @Override
    public List<Endpoint> wrong() {
        return List.of(
                Endpoint.of("other", "far", "1"),
                plain.endpoint("far", ""),
                Endpoint.parse(plain.scheme() + "://far/1?speed=9"));
    }

    @Override
    public void fallSilent() {
        remotes.host("far").goAway();
    }

    @Override
    public TransferOptions options() {
        return TransferOptions.builder().idleTimeout(Duration.ofMillis(100)).build();
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
