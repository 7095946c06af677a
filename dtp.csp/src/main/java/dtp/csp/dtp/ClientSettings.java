package dtp.csp.dtp;

/**
 * How the client asks. Immutable.
 *
 * @param defaultMtu 16 to 65535, for nodes of which nothing is known; a C server overruns its buffers above 256 (csp-dtp.md §9)
 * @param baseThroughput bytes per second asked of a C server when nobody names a rate: it cannot be stopped once it streams, so
 *     this is a rate that the smallest build takes without loss (a 256 byte × 15 buffer node takes 100 kB/s over UDP, and loses
 *     9 % at 500 kB/s)
 * @param crc32 every packet of the connection bears a CRC-32C
 */
public record ClientSettings(int defaultMtu, long baseThroughput, boolean crc32) {
    /** One that streams, one that stands in line (csp-dtp.md §10.1). */
    public static final int BASE_CONNECTIONS = 2;

    public static final ClientSettings DEFAULT = new ClientSettings(256, 10_000, false);

    public ClientSettings {
        if (defaultMtu < 16 || defaultMtu > 65_535 || baseThroughput < 1) {
            throw new IllegalArgumentException(
                    "the MTU is 16 to 65535 bytes and the throughput 1 byte per second or more");
        }
    }
}
