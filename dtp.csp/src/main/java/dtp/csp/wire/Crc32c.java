package dtp.csp.wire;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The CRC-32C of a packet with the CRC32 flag: big endian, the last 4 bytes (csp-dtp.md §3). Any thread.
 */
public final class Crc32c {
    public static final int BYTES = 4;

    private Crc32c() {}

    /** CRC-32C of the bytes from {@code from} to {@code to}; position and limit stay. */
    public static int of(ByteBuffer bytes, int from, int to) {
        int position = bytes.position();
        int limit = bytes.limit();
        CRC32C crc = new CRC32C();
        bytes.limit(to).position(from);
        crc.update(bytes);
        bytes.limit(limit).position(position);
        return (int) crc.getValue();
    }

    /** Appends the CRC over {@code dataStart} to the position at the position: never over the header. */
    public static void append(ByteBuffer frame, int dataStart) {
        int crc = of(frame, dataStart, frame.position());
        for (int shift = 24; shift >= 0; shift -= 8) {
            frame.put((byte) (crc >>> shift));
        }
    }

    /**
     * Checks the last 4 bytes of the frame and takes them off its limit. Accepted with the header included (older senders) or
     * without it, as the C receiver does (csp-dtp.md §3).
     */
    public static void checkAndStrip(ByteBuffer frame, int headerStart, int dataStart) throws DecodeException {
        int end = frame.limit() - BYTES;
        if (end < dataStart) {
            throw DecodeException.Reason.TOO_SHORT.exception();
        }
        int told = 0;
        for (int i = 0; i < BYTES; i++) {
            told = told << 8 | frame.get(end + i) & 0xff;
        }
        if (told != of(frame, dataStart, end) && told != of(frame, headerStart, end)) {
            throw DecodeException.Reason.BAD_CHECKSUM.exception();
        }
        frame.limit(end);
    }
}
