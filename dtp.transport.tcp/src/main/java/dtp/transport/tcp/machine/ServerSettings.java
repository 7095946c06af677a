package dtp.transport.tcp.machine;

/**
 * What a server allows one connection.
 *
 * @param idleTimeoutNs without progress for so long a connection is closed
 * @param maxSizeBytes larger uploads are refused
 */
public record ServerSettings(long idleTimeoutNs, long maxSizeBytes) {
    /** First message not complete in 10 s: close (tcp.md "Limits and bad input"). */
    public static final long FIRST_MESSAGE_NS = 10_000_000_000L;
    /** {@code W} every 5 s (tcp.md "Ranged"). */
    static final long WAIT_EVERY_NS = 5_000_000_000L;
}
