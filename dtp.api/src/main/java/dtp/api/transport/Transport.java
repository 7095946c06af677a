package dtp.api.transport;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.payload.Payload;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The client side of a protocol, a service with property {@link #SCHEME}. No listening socket belongs to it: servers are
 * components of their own, so that a changed port never disturbs outgoing transfers. When the service goes, every source and
 * delivery it made is closed by its owner.
 */
@ConsumerType
public interface Transport {
    /** Service property, String+: the schemes that this service speaks. */
    String SCHEME = "dtp.transport.scheme";

    /**
     * [T01] Checks authority, name and options without I/O.
     *
     * @throws IllegalArgumentException naming what is wrong, for the user
     */
    void check(Endpoint endpoint);

    /** [T02] No I/O; does not block; does not fail for reasons of the network. */
    Source source(Endpoint endpoint, TransferOptions options);

    /**
     * A whole put, whoever drives it (the client streams, the remote asks, the remote lists what it misses). [T03] Returns at
     * once; a protocol that cannot put ends the delivery PERMANENT. [T04] The payload is read on a thread that may block, and
     * is not closed by the transport.
     */
    Delivery deliver(Payload payload, Endpoint target, TransferOptions options, DeliveryObserver observer);
}
