package dtp.csp.wire;

import java.nio.ByteBuffer;

/**
 * The two header layouts of CSP (csp-dtp.md §2), both big endian:
 *
 * <pre>
 * V1, 4 bytes: 31..30 prio | 29..25 src(5)  | 24..20 dst(5)  | 19..14 dport | 13..8 sport | 7..0 flags(8)
 * V2, 6 bytes: 47..46 prio | 45..32 dst(14) | 31..18 src(14) | 17..12 dport | 11..6 sport | 5..0 flags(6)
 * </pre>
 *
 * A header in memory is the {@code long} of {@link CspHeader}, so that the path of data packets allocates nothing. Any thread.
 */
public enum CspVersion {
    V1(4, 31, 0xff),
    V2(6, 16_383, 0x3f);

    private final int headerBytes;
    private final int broadcast;
    private final int flagMask;

    CspVersion(int headerBytes, int broadcast, int flagMask) {
        this.headerBytes = headerBytes;
        this.broadcast = broadcast;
        this.flagMask = flagMask;
    }

    /** @throws IllegalArgumentException when {@code number} is not 1 or 2 */
    public static CspVersion of(int number) {
        if (number != 1 && number != 2) {
            throw new IllegalArgumentException("the CSP version is 1 or 2, not " + number);
        }
        return number == 1 ? V1 : V2;
    }

    public int number() {
        return this == V1 ? 1 : 2;
    }

    public int headerBytes() {
        return headerBytes;
    }

    /** The address of all nodes; own addresses are below it. */
    public int broadcast() {
        return broadcast;
    }

    /** The flags that the layout has room for. */
    public int flagMask() {
        return flagMask;
    }

    /** Reads the header at the buffer's position and moves behind it. */
    public long read(ByteBuffer frame) throws DecodeException {
        if (frame.remaining() < headerBytes) {
            throw DecodeException.Reason.TOO_SHORT.exception();
        }
        int at = frame.position();
        frame.position(at + headerBytes);
        if (this == V1) {
            int word = beInt(frame, at);
            return CspHeader.of(word >>> 30, word >>> 25 & 0x1f, word >>> 20 & 0x1f, word & 0xfffff);
        }
        int high = beInt(frame, at);
        int low = (frame.get(at + 4) & 0xff) << 8 | frame.get(at + 5) & 0xff;
        int source = (high & 0xffff) >>> 2;
        int ports = (high & 3) << 10 | low >>> 6;
        return CspHeader.of(high >>> 30, source, high >>> 16 & 0x3fff, ports << 8 | low & 0x3f);
    }

    /** Writes the header at the buffer's position and moves behind it; what does not fit the layout is cut off. */
    public void write(long header, ByteBuffer frame) {
        int at = frame.position();
        int flags = CspHeader.flags(header) & flagMask;
        int ports = CspHeader.destinationPort(header) << 6 | CspHeader.sourcePort(header);
        int source = CspHeader.source(header);
        int destination = CspHeader.destination(header);
        int priority = CspHeader.priority(header);
        if (this == V1) {
            putBeInt(
                    frame,
                    at,
                    priority << 30 | (source & 0x1f) << 25 | (destination & 0x1f) << 20 | ports << 8 | flags);
        } else {
            putBeInt(frame, at, priority << 30 | destination << 16 | source << 2 | ports >>> 10);
            int low = (ports & 0x3ff) << 6 | flags;
            frame.put(at + 4, (byte) (low >>> 8));
            frame.put(at + 5, (byte) low);
        }
        frame.position(at + headerBytes);
    }

    private static int beInt(ByteBuffer b, int at) {
        return b.get(at) << 24 | (b.get(at + 1) & 0xff) << 16 | (b.get(at + 2) & 0xff) << 8 | b.get(at + 3) & 0xff;
    }

    private static void putBeInt(ByteBuffer b, int at, int value) {
        b.put(at, (byte) (value >>> 24));
        b.put(at + 1, (byte) (value >>> 16));
        b.put(at + 2, (byte) (value >>> 8));
        b.put(at + 3, (byte) value);
    }
}
