package dtp.csp.dtp;

/**
 * How a server serves. Immutable.
 *
 * @param largestMtu asked for more, it refuses: 16 to 65000 bytes
 * @param bytesPerSecond for all transfers together; Long.MAX_VALUE: no limit
 * @param maxSessions transfers side by side, 1 to 1024; further requests wait
 */
public record ServerSettings(int largestMtu, long bytesPerSecond, int maxSessions) {
    public static final ServerSettings DEFAULT = new ServerSettings(2_048, Long.MAX_VALUE, 16);

    public ServerSettings {
        if (largestMtu < 16 || largestMtu > 65_000) {
            throw new IllegalArgumentException("the largest MTU served is 16 to 65000 bytes, not " + largestMtu);
        }
        if (bytesPerSecond < 1 || maxSessions < 1 || maxSessions > 1_024) {
            throw new IllegalArgumentException(
                    "a server sends 1 byte per second or more, to 1 to 1024 sessions at once");
        }
    }

    /** The same for a node whose packets have at most so many bytes: more could be asked for, but not be sent. */
    ServerSettings within(int maxDataBytes) {
        return new ServerSettings(Math.min(largestMtu, maxDataBytes), bytesPerSecond, maxSessions);
    }
}
