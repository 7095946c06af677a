package dtp.transport.zmq.machine;

/**
 * Limits of a server (zmq.md "Security and limits"). Immutable.
 *
 * @param idleNs silence that ends a base transfer and pauses an extended one (rule 8)
 * @param takeoverNs silence after which another peer may go on with an extended upload
 * @param mostChunkBytes largest chunk
 * @param mostTransfers uploads in transit at once, and payloads being read
 * @param mostBytesInWork chunks that are neither taken nor refused yet, of all peers, before no more is read; answers with data
 *     have twice as much
 * @param emptyChecksum whether a chunk may come without a checksum (rule 6)
 */
public record ServerSettings(
        long idleNs,
        long takeoverNs,
        int mostChunkBytes,
        int mostTransfers,
        long mostBytesInWork,
        boolean emptyChecksum) {
    private static final long SECOND_NS = 1_000_000_000L;

    /** As zmq.md says. */
    public static final ServerSettings DEFAULTS =
            new ServerSettings(60 * SECOND_NS, 5 * SECOND_NS, 16 << 20, 1_024, 32L << 20, false);

    /** Of answers with data to all peers, until they have left the process. */
    public long mostBytesOut() {
        return 2 * mostBytesInWork;
    }

    /** What one peer may have in transit. */
    int mostTransfersOfOne() {
        return (mostTransfers + 1) / 2;
    }

    /** @throws IllegalArgumentException naming the limit */
    public ServerSettings {
        if (idleNs < 1
                || takeoverNs < 0
                || mostChunkBytes < 1
                || mostChunkBytes > 16 << 20
                || mostTransfers < 1
                || mostBytesInWork < 1) {
            throw new IllegalArgumentException("the idle timeout must be positive, a chunk at most 16 MiB, and at least"
                    + " one transfer must be allowed");
        }
    }
}
