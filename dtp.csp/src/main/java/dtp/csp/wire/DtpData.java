package dtp.csp.wire;

import java.nio.ByteBuffer;

/**
 * The header of a data packet of port 8 (csp-dtp.md §6), little endian, and the path that must not allocate:
 *
 * <pre>
 * 0 u32 byte offset, or chunk number where both sides agreed on counting chunks | 4 u32 session_id | 8 data
 * </pre>
 *
 * Functions on the bytes in place, whatever the buffer's byte order. Any thread.
 */
public final class DtpData {
    public static final int HEADER_BYTES = 8;

    private DtpData() {}

    /** Checks the length; then the other functions may be used at the buffer's position. */
    public static void check(ByteBuffer packet) throws DecodeException {
        if (packet.remaining() < HEADER_BYTES) {
            throw DecodeException.Reason.TOO_SHORT.exception();
        }
    }

    /** The first word, 0 to 2^32 - 1: an offset in bytes or a number of chunks, as agreed for the session id. */
    public static long offset(ByteBuffer packet) {
        return Integer.toUnsignedLong(leInt(packet, packet.position()));
    }

    public static int sessionId(ByteBuffer packet) {
        return leInt(packet, packet.position() + 4);
    }

    /** Writes the header at the position and moves behind it. */
    public static void put(ByteBuffer packet, long offset, int sessionId) {
        putLeInt(packet, (int) offset);
        putLeInt(packet, sessionId);
    }

    private static int leInt(ByteBuffer b, int at) {
        return b.get(at) & 0xff | (b.get(at + 1) & 0xff) << 8 | (b.get(at + 2) & 0xff) << 16 | b.get(at + 3) << 24;
    }

    private static void putLeInt(ByteBuffer b, int value) {
        b.put((byte) value).put((byte) (value >>> 8)).put((byte) (value >>> 16)).put((byte) (value >>> 24));
    }
}
