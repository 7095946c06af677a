package dtp.csp.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The answer to a vmem status request (csp-dtp.md §7), big endian: {@code 0 u32 session_id | 4 u32 status (0 ok, 1 busy)}. It
 * names the last start received.
 */
public record VmemStatus(int sessionId, long status) {
    public static final int BYTES = 8;

    public static VmemStatus decode(ByteBuffer data) throws DecodeException {
        if (data.remaining() < BYTES) {
            throw DecodeException.Reason.TOO_SHORT.exception();
        }
        ByteBuffer in = data.slice().order(ByteOrder.BIG_ENDIAN);
        return new VmemStatus(in.getInt(0), Integer.toUnsignedLong(in.getInt(4)));
    }

    public void encode(ByteBuffer out) {
        out.slice().order(ByteOrder.BIG_ENDIAN).putInt(sessionId).putInt((int) status);
        out.position(out.position() + BYTES);
    }
}
