package dtp.transport.tcp.component;

import dtp.api.transport.Serving;
import dtp.api.transport.Transport;
import dtp.api.transport.TransportServer;
import dtp.transport.tcp.machine.ServerSettings;
import dtp.transport.tcp.net.Limits;
import dtp.transport.tcp.net.Loops;
import dtp.transport.tcp.net.TcpServer;
import dtp.transport.tcp.net.Tls;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** One server as configured, with its threads. Any thread. */
@Component(
        configurationPid = TcpServerComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true,
        property = Transport.SCHEME + "=tcp")
@Designate(ocd = ServerConfig.class, factory = true)
public final class TcpServerComponent implements TransportServer {
    public static final String PID = "dtp.transport.tcp.server";

    private static final int LOOPS = 2;
    private static final int READERS = 4;

    private final Loops loops;
    private final TcpServer server;

    /** @throws IllegalArgumentException when the configuration is wrong, in words for the user */
    @Activate
    public TcpServerComponent(ServerConfig config, @Reference Serving serving) {
        if (config.idle_timeout_ms() < 1) {
            throw new IllegalArgumentException("idle.timeout.ms must be 1 or more but is " + config.idle_timeout_ms());
        }
        long maxSize = config.max_size() <= 0 ? Long.MAX_VALUE : config.max_size();
        ServerSettings each = new ServerSettings(TimeUnit.MILLISECONDS.toNanos(config.idle_timeout_ms()), maxSize);
        Limits limits = new Limits(config.host(), config.port(), config.max_connections(), each);
        Optional<Tls> tls = tls(config);
        loops = new Loops("dtp-tcp-server", LOOPS, READERS);
        server = new TcpServer(loops, serving, limits, tls);
        server.start();
    }

    /** What would authenticate nobody is refused, not passed over. */
    private static Optional<Tls> tls(ServerConfig config) {
        boolean trusts = !config.tls_trust_store().isEmpty();
        if (config.tls_key_store().isEmpty()) {
            if (trusts || config.tls_need_client()) {
                throw new IllegalArgumentException((trusts ? "tls.trust.store" : "tls.need.client")
                        + " needs tls.key.store: without it the server speaks plain TCP");
            }
            return Optional.empty();
        }
        if (trusts && !config.tls_need_client()) {
            throw new IllegalArgumentException(
                    "tls.trust.store needs tls.need.client = true: without it no client is asked"
                            + " for its certificate, and everybody is served");
        }
        Tls.Stores stores = new Tls.Stores(
                config.tls_key_store(),
                config.tls_key_store_password(),
                config.tls_trust_store(),
                config.tls_trust_store_password());
        return Optional.of(Tls.of(stores, false, config.tls_need_client()));
    }

    @Deactivate
    void close() {
        server.close();
        loops.close();
    }

    @Override
    public String scheme() {
        return server.scheme();
    }

    @Override
    public String address() {
        return server.address();
    }

    @Override
    public OptionalInt port() {
        return server.port();
    }

    @Override
    public String text() {
        return server.text();
    }
}
