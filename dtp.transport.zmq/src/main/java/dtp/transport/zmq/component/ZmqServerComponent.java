package dtp.transport.zmq.component;

import dtp.api.transport.Serving;
import dtp.api.transport.Transport;
import dtp.api.transport.TransportServer;
import dtp.transport.zmq.machine.ServerSettings;
import dtp.transport.zmq.net.Curve;
import dtp.transport.zmq.net.CurveServer;
import dtp.transport.zmq.net.ServerPlace;
import dtp.transport.zmq.net.ZmqServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** A ZeroMQ server as configured. Any thread. */
@Component(
        configurationPid = ZmqServerComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true,
        service = TransportServer.class,
        property = Transport.SCHEME + "=" + ZmqServer.SCHEME)
@Designate(ocd = ServerConfig.class, factory = true)
public final class ZmqServerComponent implements TransportServer {
    public static final String PID = "dtp.transport.zmq.server";

    private static final long SECOND_NS = 1_000_000_000L;

    private final ZmqServer server;

    /** @throws IllegalArgumentException when the configuration is wrong, in words for the user */
    @Activate
    public ZmqServerComponent(ServerConfig config, @Reference Serving serving) {
        ServerSettings settings = new ServerSettings(
                config.idle_seconds() * SECOND_NS,
                ServerSettings.DEFAULTS.takeoverNs(),
                config.chunk_max_bytes(),
                config.transfers_max(),
                Math.min(
                        ServerSettings.DEFAULTS.mostBytesInWork(),
                        Runtime.getRuntime().maxMemory() / 8),
                config.checksum_optional());
        server = new ZmqServer(new ServerPlace(config.host(), config.port(), curve(config)), settings, serving);
    }

    private static Optional<CurveServer> curve(ServerConfig config) {
        if (config.curve_key_file().isBlank()) {
            if (config.curve_allowed().length > 0) {
                throw new IllegalArgumentException(
                        "curve.allowed names clients, but the server has no curve.key.file of its own");
            }
            return Optional.empty();
        }
        Curve.Keys keys = Curve.read(Path.of(config.curve_key_file()));
        return Optional.of(new CurveServer(keys, List.of(config.curve_allowed())));
    }

    @Deactivate
    void close() {
        server.close();
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
