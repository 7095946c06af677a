package dtp.transport.udp.machine;

/**
 * What a server allows.
 *
 * @param bytesPerSecond for all transfers together; Long.MAX_VALUE for no limit
 * @param maxPiece bytes of a piece, 64 to 65000
 * @param transfers proven ones, in all
 * @param transfersOfAnAddress of them
 */
public record ServerLimits(long bytesPerSecond, int maxPiece, int transfers, int transfersOfAnAddress) {
    /** kftp.md, Proof. */
    public static final int UNPROVEN = 4_096;

    public static final long UNPROVEN_NS = 10_000_000_000L;
    /** kftp.md, Read 6: at least. */
    public static final long PATIENCE_NS = 5_000_000_000L;

    public static final long FORGET_NS = 60_000_000_000L;
}
