package dtp.csp.wire;

/**
 * A CSP header held in a {@code long}, whatever the version on the link:
 *
 * <pre>
 * 49..48 prio | 47..34 dst(14) | 33..20 src(14) | 19..14 dport(6) | 13..8 sport(6) | 7..0 flags(8)
 * </pre>
 *
 * Only static functions: a header costs no object. Any thread.
 */
public final class CspHeader {
    /** Priorities of csp-dtp.md §2. */
    public static final int CRITICAL = 0;

    public static final int HIGH = 1;
    public static final int NORMAL = 2;
    public static final int LOW = 3;

    /** Flags of csp-dtp.md §2. */
    public static final int CRC32 = 0x01;

    public static final int RDP = 0x02;
    public static final int XTEA = 0x04;
    public static final int HMAC = 0x08;
    public static final int FRAGMENT = 0x10;

    public static final int MAX_ADDRESS = 0x3fff;
    public static final int MAX_PORT = 0x3f;

    private CspHeader() {}

    /** @param portsAndFlags dport(6) sport(6) flags(8), see {@link #portsAndFlags} */
    public static long of(int priority, int source, int destination, int portsAndFlags) {
        return (long) (priority & 3) << 48
                | (long) (destination & MAX_ADDRESS) << 34
                | (long) (source & MAX_ADDRESS) << 20
                | portsAndFlags & 0xfffff;
    }

    public static int portsAndFlags(int destinationPort, int sourcePort, int flags) {
        return (destinationPort & MAX_PORT) << 14 | (sourcePort & MAX_PORT) << 8 | flags & 0xff;
    }

    public static int priority(long header) {
        return (int) (header >>> 48) & 3;
    }

    public static int source(long header) {
        return (int) (header >>> 20) & MAX_ADDRESS;
    }

    public static int destination(long header) {
        return (int) (header >>> 34) & MAX_ADDRESS;
    }

    public static int sourcePort(long header) {
        return (int) (header >>> 8) & MAX_PORT;
    }

    public static int destinationPort(long header) {
        return (int) (header >>> 14) & MAX_PORT;
    }

    public static int flags(long header) {
        return (int) header & 0xff;
    }

    public static boolean has(long header, int flag) {
        return (header & flag) != 0;
    }

    /** The header of an answer: the other way round, same priority and flags. */
    public static long reply(long header) {
        int fromPort = destinationPort(header);
        int toPort = sourcePort(header);
        int from = destination(header);
        int to = source(header);
        return of(priority(header), from, to, portsAndFlags(toPort, fromPort, flags(header)));
    }

    public static String toString(long header) {
        return "prio " + priority(header) + " " + source(header) + ":" + sourcePort(header) + " > "
                + destination(header) + ":" + destinationPort(header) + " flags " + Integer.toHexString(flags(header));
    }
}
