package dtp.csp.node;

import java.nio.ByteBuffer;

/** Takes the connectionless packets of a port. Called by the node's thread, 100 000 times a second if need be. */
@FunctionalInterface
public interface PacketHandler {
    /**
     * @param header to be read with {@link dtp.csp.wire.CspHeader}: source, destination, ports, flags
     * @param payload data from position to limit, without checksum; valid during the call only
     */
    void onPacket(long header, ByteBuffer payload, long nowNs);
}
