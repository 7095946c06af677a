package dtp.transport.tcp.component;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.payload.Payload;
import dtp.api.transport.Delivery;
import dtp.api.transport.DeliveryObserver;
import dtp.api.transport.Source;
import dtp.api.transport.Transport;
import dtp.transport.tcp.net.Loops;
import dtp.transport.tcp.net.TcpTransport;
import dtp.transport.tcp.net.Tls;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/** Schemes {@code tcp} and {@code tcps}, with their threads. Any thread. */
@Component(
        configurationPid = TcpTransportComponent.PID,
        property = {Transport.SCHEME + "=tcp", Transport.SCHEME + "=tcps"})
@Designate(ocd = TransportConfig.class)
public final class TcpTransportComponent implements Transport {
    public static final String PID = "dtp.transport.tcp";

    private static final int LOOPS = 2;
    private static final int READERS = 4;

    private final Loops loops;
    private final TcpTransport transport;

    /** @throws IllegalArgumentException when the configuration is wrong, in words for the user */
    @Activate
    public TcpTransportComponent(TransportConfig config) {
        Tls tls = Tls.of(
                new Tls.Stores(
                        config.tls_key_store(),
                        config.tls_key_store_password(),
                        config.tls_trust_store(),
                        config.tls_trust_store_password()),
                config.tls_check_host(),
                false);
        loops = new Loops("dtp-tcp", LOOPS, READERS);
        transport = new TcpTransport(loops, tls);
    }

    @Deactivate
    void close() {
        transport.close();
        loops.close();
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
}
