package dtp.transport.zmq.machine;

import dtp.api.Endpoint;
import dtp.transport.zmq.wire.Checksum;
import java.util.Optional;

/**
 * How a file is uploaded. Immutable.
 *
 * @param target for reasons
 * @param size bytes of the file
 * @param idleNs silence after which the line counts as dead
 * @param chunkBytes most of one chunk
 * @param checksum what this server is known to take
 */
public record UploadSettings(Endpoint target, long size, long idleNs, int chunkBytes, Optional<Checksum> checksum) {
    /** Chunks that are not answered yet (rule 5). */
    public static final int WINDOW = 16;
    /** No more is begun while so many bytes are not answered. */
    public static final long WINDOW_BYTES = 32L << 20;
}
