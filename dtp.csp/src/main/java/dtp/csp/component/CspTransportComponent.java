package dtp.csp.component;

import dtp.api.Endpoint;
import dtp.api.PeerProfile;
import dtp.api.TransferOptions;
import dtp.api.payload.Payload;
import dtp.api.transport.Delivery;
import dtp.api.transport.DeliveryObserver;
import dtp.api.transport.Source;
import dtp.api.transport.Transport;
import dtp.csp.dtp.ClientSettings;
import dtp.csp.dtp.DtpClient;
import dtp.csp.dtp.DtpTransport;
import dtp.csp.node.NodeHandle;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scheme {@code csp}, there as long as a CSP node is: when the node's configuration changes, this goes and comes back with it,
 * and the engine's sessions pause and go on. Immediate, because it is made anew while its bundle runs
 * (docs/architecture.md). Any thread.
 */
@Component(
        configurationPid = CspTransportComponent.PID,
        immediate = true,
        property = Transport.SCHEME + "=" + DtpTransport.CSP)
@Designate(ocd = TransportConfig.class)
public final class CspTransportComponent implements Transport {
    public static final String PID = "dtp.csp.transport";

    private static final Logger LOG = LoggerFactory.getLogger(CspTransportComponent.class);

    private final NodeHandle handle;
    private final DtpClient client;
    private final DtpTransport transport;
    private final List<PeerProfile> profiles = new CopyOnWriteArrayList<>();

    /** @throws IllegalArgumentException when the configuration is wrong, in words for the user */
    @Activate
    public CspTransportComponent(TransportConfig config, @Reference(name = "node") NodeHandle handle) {
        this.handle = handle;
        ClientSettings settings = new ClientSettings(config.mtu(), config.base_bytes_per_second(), config.crc32());
        client = new DtpClient(handle, settings, new SplittableRandom(new SecureRandom().nextLong()));
        transport = new DtpTransport(client, this::profile);
        handle.execute(this::start);
    }

    private void start() {
        try {
            client.start();
        } catch (IllegalStateException e) {
            LOG.error(
                    "DTP downloads do not work on CSP node {}: {}",
                    handle.node().address(),
                    e.getMessage());
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addProfile(PeerProfile profile) {
        profiles.add(profile);
    }

    void removeProfile(PeerProfile profile) {
        profiles.remove(profile);
    }

    private Optional<PeerProfile> profile(String node) {
        return profiles.stream()
                .filter(p ->
                        p.scheme().equals(DtpTransport.CSP) && p.authority().equals(node))
                .findFirst();
    }

    @Deactivate
    void close() {
        try {
            handle.execute(() -> client.stop(handle.nowNs()));
        } catch (RejectedExecutionException e) {
            LOG.debug("the CSP node stopped before its transport");
        }
    }

    @Override
    public void check(Endpoint endpoint) {
        transport.check(endpoint);
    }

    @Override
    public Source source(Endpoint endpoint, TransferOptions options) {
        return transport.source(endpoint, options);
    }

    @Override
    public Delivery deliver(Payload payload, Endpoint target, TransferOptions options, DeliveryObserver observer) {
        return transport.deliver(payload, target, options, observer);
    }

    /** Counters of all downloads, by name. */
    public Map<String, Long> counters() {
        return client.counters().snapshot();
    }
}
