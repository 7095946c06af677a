package dtp.csp.node;

import dtp.csp.rdp.RdpListener;

/** Takes the RDP connections of a listening port. Called by the node's thread. */
@FunctionalInterface
public interface Acceptor {
    /**
     * A client has completed its handshake. Its request follows as data.
     *
     * @return who hears of it, or null: the connection is closed at once
     */
    RdpListener accept(CspConnection connection, long nowNs);
}
