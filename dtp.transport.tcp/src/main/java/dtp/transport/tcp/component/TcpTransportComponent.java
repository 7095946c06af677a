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

/**
 * Schemes {@code tcp} and {@code tcps}; their threads are there from the first transfer on. Immediate, because a
 * configuration makes it anew (docs/architecture.md). Any thread.
 */
@Component(
        configurationPid = TcpTransportComponent.PID,
        immediate = true,
        property = {Transport.SCHEME + "=tcp", Transport.SCHEME + "=tcps"})
@Designate(ocd = TransportConfig.class)
public final class TcpTransportComponent implements Transport {
    public static final String PID = "dtp.transport.tcp";

    private static final int LOOPS = 2;
    private static final int READERS = 4;

    private final Tls tls;
    private Opened opened;
    private boolean closed;

    private record Opened(Loops loops, TcpTransport transport) {
        void close() {
            transport.close();
            loops.close();
        }
    }

    /** @throws IllegalArgumentException when the configuration is wrong, in words for the user */
    @Activate
    public TcpTransportComponent(TransportConfig config) {
        tls = Tls.of(
                new Tls.Stores(
                        config.tls_key_store(),
                        config.tls_key_store_password(),
                        config.tls_trust_store(),
                        config.tls_trust_store_password()),
                config.tls_check_host(),
                false);
    }

    private synchronized TcpTransport transport() {
        if (opened == null) {
            Loops loops = new Loops("dtp-tcp", LOOPS, READERS);
            opened = new Opened(loops, new TcpTransport(loops, tls));
            if (closed) {
                opened.close(); // it came too late, and nobody else will
            }
        }
        return opened.transport();
    }

    @Deactivate
    void close() {
        Opened toClose;
        synchronized (this) {
            closed = true;
            toClose = opened;
        }
        if (toClose != null) {
            toClose.close();
        }
    }

    @Override
    public void check(Endpoint endpoint) {
        transport().check(endpoint);
    }

    @Override
    public Source source(Endpoint endpoint, TransferOptions options) {
        return transport().source(endpoint, options);
    }

    @Override
    public Delivery deliver(Payload payload, Endpoint target, TransferOptions options, DeliveryObserver observer) {
        return transport().deliver(payload, target, options, observer);
    }
}
