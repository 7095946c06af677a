package dtp.transport.udp.component;

import dtp.api.transport.Serving;
import dtp.api.transport.Transport;
import dtp.api.transport.TransportServer;
import dtp.transport.udp.machine.ServerLimits;
import dtp.transport.udp.net.KftpTransport;
import dtp.transport.udp.net.NettyServer;
import dtp.transport.udp.wire.Limits;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.OptionalInt;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** A KFTP server as configured. Any thread. */
@Component(
        configurationPid = KftpServerComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true,
        service = TransportServer.class,
        property = Transport.SCHEME + "=" + KftpTransport.SCHEME_KFTP)
@Designate(ocd = KftpServerConfig.class, factory = true)
public final class KftpServerComponent implements TransportServer {
    public static final String PID = "dtp.transport.udp.server";

    private static final int MOST_TRANSFERS = 1_024;

    private final String address;
    private final NettyServer server;

    /** @throws IllegalArgumentException when the configuration is wrong, in words for the user */
    @Activate
    public KftpServerComponent(KftpServerConfig config, @Reference Serving serving) {
        require("port", config.port(), 0, 65_535);
        require("max.piece", config.max_piece(), Limits.MIN_PIECE, Limits.MAX_PIECE);
        require("max.transfers", config.max_transfers(), 1, MOST_TRANSFERS);
        require("max.transfers.per.address", config.max_transfers_per_address(), 1, MOST_TRANSFERS);
        if (config.bytes_per_second() < 0) {
            throw new IllegalArgumentException("bytes.per.second is 0 for no limit, or more");
        }
        address = config.host() + ":" + config.port();
        long rate = config.bytes_per_second() == 0 ? Long.MAX_VALUE : config.bytes_per_second();
        ServerLimits limits =
                new ServerLimits(rate, config.max_piece(), config.max_transfers(), config.max_transfers_per_address());
        server = new NettyServer(
                new InetSocketAddress(config.host(), config.port()), serving, limits, new SecureRandom());
    }

    private static void require(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + least + " to " + most + ", but it is " + value);
        }
    }

    @Deactivate
    void close() {
        server.close();
    }

    @Override
    public String scheme() {
        return KftpTransport.SCHEME_KFTP;
    }

    @Override
    public String address() {
        return address;
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
