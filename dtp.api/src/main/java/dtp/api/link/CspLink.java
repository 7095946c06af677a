package dtp.api.link;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/** One interface of the CSP node. */
@ConsumerType
public interface CspLink extends AutoCloseable {
    /**
     * Sends one CSP packet, header and data. Called by the node's thread only. [L02] Copies or sends before it returns, never
     * keeps {@code frame}. [L03] Never blocks and never throws.
     *
     * @param nextHop CSP address to send to, for links that have several peers
     * @return false: dropped for want of room or because the link is down; the node counts it
     */
    boolean send(int nextHop, ByteBuffer frame);

    /** [L04] Idempotent; sockets and threads are gone within 1 s, and after it the receiver is not called. */
    @Override
    void close();
}
