package dtp.transport.zmq.component;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.payload.Payload;
import dtp.api.transport.Delivery;
import dtp.api.transport.DeliveryObserver;
import dtp.api.transport.Source;
import dtp.api.transport.Transport;
import dtp.transport.zmq.net.ClientSettings;
import dtp.transport.zmq.net.Curve;
import dtp.transport.zmq.net.ServerAddress;
import dtp.transport.zmq.net.ZmqClient;
import dtp.transport.zmq.net.ZmqServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Scheme {@code zmq}, with or without a configuration. Immediate, because a configuration makes it anew
 * (docs/architecture.md). Any thread.
 */
@Component(
        configurationPid = ZmqTransportComponent.PID,
        immediate = true,
        property = Transport.SCHEME + "=" + ZmqServer.SCHEME)
@Designate(ocd = ClientConfig.class)
public final class ZmqTransportComponent implements Transport {
    public static final String PID = "dtp.transport.zmq";

    private final ZmqClient client;

    /** @throws IllegalArgumentException when the configuration is wrong, in words for the user */
    @Activate
    public ZmqTransportComponent(ClientConfig config) {
        Optional<Curve.Keys> keys = Optional.of(config.curve_key_file())
                .filter(file -> !file.isBlank())
                .map(file -> Curve.read(Path.of(file)));
        client = new ZmqClient(new ClientSettings(
                config.chunk_bytes(), config.block_bytes(), config.blocks(), keys, servers(config.curve_servers())));
    }

    static Map<ServerAddress, String> servers(String... entries) {
        Map<ServerAddress, String> keys = new HashMap<>();
        for (String entry : entries) {
            int equals = entry.indexOf('=');
            ServerAddress server = server(entry, entry.substring(0, Math.max(0, equals)));
            if (keys.put(server, entry.substring(equals + 1).strip()) != null) {
                throw new IllegalArgumentException("the server " + server + " stands twice in curve.servers");
            }
        }
        return keys;
    }

    private static ServerAddress server(String entry, String address) {
        try {
            return ServerAddress.parse(address.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "expected HOST:PORT=PUBLICKEY but was \"" + entry + "\": " + e.getMessage(), e);
        }
    }

    @Deactivate
    void close() {
        client.close();
    }

    @Override
    public void check(Endpoint endpoint) {
        client.check(endpoint);
    }

    @Override
    public Source source(Endpoint endpoint, TransferOptions options) {
        return client.source(endpoint, options);
    }

    @Override
    public Delivery deliver(Payload payload, Endpoint target, TransferOptions options, DeliveryObserver observer) {
        return client.deliver(payload, target, options, observer);
    }
}
