package dtp.transport.zmq.net;

import java.util.Map;
import java.util.Optional;

/**
 * How this container's clients speak. Immutable.
 *
 * @param chunkBytes most of one chunk of an upload
 * @param blockBytes most of one request of a download
 * @param blocks requests of a download in flight
 * @param keys one's own CURVE keys
 * @param serverKeys public keys of servers; only those are spoken to with CURVE
 */
public record ClientSettings(
        int chunkBytes, int blockBytes, int blocks, Optional<Curve.Keys> keys, Map<ServerAddress, String> serverKeys) {
    public static final int CHUNK_BYTES = 2 << 20;
    public static final int BLOCK_BYTES = 256 << 10;

    public static final ClientSettings DEFAULTS = new ClientSettings(
            CHUNK_BYTES, BLOCK_BYTES, dtp.transport.zmq.machine.ReadSettings.WINDOW, Optional.empty(), Map.of());

    /** @throws IllegalArgumentException naming the limit or the entry that is wrong */
    public ClientSettings {
        if (chunkBytes < 1 || chunkBytes > 16 << 20) {
            throw new IllegalArgumentException("a chunk has 1 byte to 16 MiB, not " + chunkBytes);
        }
        if (blockBytes < 1 || blockBytes > 1 << 20 || blocks < 1 || blocks > 64) {
            throw new IllegalArgumentException("a read asks for 1 byte to 1 MiB, with 1 to 64 requests in flight");
        }
        serverKeys = Map.copyOf(serverKeys);
        serverKeys.values().forEach(Curve::decode);
        if (!serverKeys.isEmpty() && keys.isEmpty()) {
            throw new IllegalArgumentException("servers with keys need keys of one's own; dtp keygen makes them");
        }
    }
}
