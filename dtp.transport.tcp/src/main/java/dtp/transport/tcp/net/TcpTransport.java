package dtp.transport.tcp.net;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.payload.Payload;
import dtp.api.transport.Delivery;
import dtp.api.transport.DeliveryObserver;
import dtp.api.transport.Source;
import dtp.api.transport.Transport;

/** The client side of {@code tcp} and {@code tcps}. Any thread. */
public final class TcpTransport implements Transport, AutoCloseable {
    private final Connector connector;

    /** @param loops closed by their owner */
    public TcpTransport(Loops loops, Tls tls) {
        connector = new Connector(loops, tls);
    }

    @Override
    public void check(Endpoint endpoint) {
        Address.check(endpoint);
    }

    @Override
    public Source source(Endpoint endpoint, TransferOptions options) {
        return new TcpSource(connector, endpoint, options);
    }

    @Override
    public Delivery deliver(Payload payload, Endpoint target, TransferOptions options, DeliveryObserver observer) {
        TcpDelivery delivery = new TcpDelivery(connector, payload, target, options, observer);
        delivery.start();
        return delivery;
    }

    @Override
    public void close() {
        connector.close();
    }
}
