package dtp.transport.udp.component;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.payload.Payload;
import dtp.api.transport.Delivery;
import dtp.api.transport.DeliveryObserver;
import dtp.api.transport.Source;
import dtp.api.transport.Transport;
import dtp.transport.udp.net.KftpTransport;
import java.security.SecureRandom;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;

/** Scheme {@code kftp}; takes no configuration, which would make it anew (docs/architecture.md). Any thread. */
@Component(
        configurationPolicy = ConfigurationPolicy.IGNORE,
        property = Transport.SCHEME + "=" + KftpTransport.SCHEME_KFTP)
public final class KftpComponent implements Transport {
    private final KftpTransport transport;

    @Activate
    public KftpComponent() {
        transport = new KftpTransport(new SecureRandom());
    }

    @Deactivate
    void close() {
        transport.close();
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
