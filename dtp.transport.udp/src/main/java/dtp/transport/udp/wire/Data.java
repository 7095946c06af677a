package dtp.transport.udp.wire;

import java.nio.ByteBuffer;

/**
 * DATA that carries a piece, read and written in place: no object per datagram.
 *
 * <pre>
 * 5 | file_number u64 | 0 | mode u16 | file_sequence u64                              | piece   mode 1
 * 5 | file_number u64 | 0 | mode u16 | file_sequence u64 | request | packet | sent µs | piece   mode 2
 * </pre>
 */
public final class Data {
    public static final int DONE = 0;
    public static final int BASE = 1;
    public static final int NUMBERED = 2;
    public static final int BASE_HEADER = 20;
    public static final int NUMBERED_HEADER = 32;

    private Data() {}

    /** True when it is a whole header of a piece; everything else goes to {@link Decoder}. The position is the op's. */
    public static boolean isPiece(ByteBuffer in) {
        int at = in.position();
        if (in.remaining() < BASE_HEADER || in.get(at) != Op.DATA || in.get(at + 9) != 0) {
            return false;
        }
        int mode = in.getShort(at + 10);
        return mode == BASE || (mode == NUMBERED && in.remaining() >= NUMBERED_HEADER);
    }

    public static long number(ByteBuffer in) {
        return in.getLong(in.position() + 1);
    }

    public static int mode(ByteBuffer in) {
        return in.getShort(in.position() + 10) & 0xffff;
    }

    public static long sequence(ByteBuffer in) {
        return in.getLong(in.position() + 12);
    }

    public static long request(ByteBuffer in) {
        return in.getInt(in.position() + 20) & 0xffff_ffffL;
    }

    public static int packet(ByteBuffer in) {
        return in.getInt(in.position() + 24);
    }

    public static int sentUs(ByteBuffer in) {
        return in.getInt(in.position() + 28);
    }

    public static int header(int mode) {
        return mode == NUMBERED ? NUMBERED_HEADER : BASE_HEADER;
    }

    public static void putBase(ByteBuffer out, long number, long sequence) {
        out.put((byte) Op.DATA)
                .putLong(number)
                .put((byte) 0)
                .putShort((short) BASE)
                .putLong(sequence);
    }

    public static void putNumbered(ByteBuffer out, long number, long sequence, long request, int packet, int sentUs) {
        out.put((byte) Op.DATA)
                .putLong(number)
                .put((byte) 0)
                .putShort((short) NUMBERED)
                .putLong(sequence);
        out.putInt((int) request).putInt(packet).putInt(sentUs);
    }
}
