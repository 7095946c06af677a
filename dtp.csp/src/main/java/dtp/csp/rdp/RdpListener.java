package dtp.csp.rdp;

import java.nio.ByteBuffer;

/**
 * What the user of a connection hears. Called by the node's thread, which also owns the connection: its methods may be called
 * from inside, close included. Nothing is called after {@link #onClosed}.
 */
public interface RdpListener {
    /** The handshake is complete; a client's first data are on their way. */
    default void onOpen(long nowNs) {}

    /**
     * Data in order, once.
     *
     * @param data valid during the call only
     */
    void onData(ByteBuffer data, long nowNs);

    /** All that was sent so far has been acknowledged. */
    default void onAcknowledged(long nowNs) {}

    /**
     * The peer has closed, but a packet that it sent before is missing and will be repeated (csp-dtp.md §9): told once;
     * {@link #onData} and {@link #onClosed} follow, at the latest after 2.5 packet timeouts.
     */
    default void onResetAhead(long nowNs) {}

    /** Exactly once, at the end. */
    void onClosed(RdpEnd end, long nowNs);
}
