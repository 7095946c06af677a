package dtp.csp.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds a body of tagged values: {@code u16 tag | u32 length | value}, one after the other. One thread. */
final class TlvWriter {
    static final int HEADER = 6;

    private byte[] bytes = new byte[128];
    private int used;

    /** Room for a value, already tagged; valid until the next call. */
    private ByteBuffer value(int tag, int length) {
        int needed = Math.addExact(used, HEADER + length);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.max(needed, Math.min(2L * bytes.length, Integer.MAX_VALUE - 64)));
        }
        ByteBuffer.wrap(bytes, used, HEADER).putShort((short) tag).putInt(length);
        ByteBuffer room = ByteBuffer.wrap(bytes, used + HEADER, length);
        used = needed;
        return room;
    }

    TlvWriter put(int tag, byte[] value) {
        value(tag, value.length).put(value);
        return this;
    }

    TlvWriter put(int tag, ByteBuffer value) {
        value(tag, value.remaining()).put(value.duplicate());
        return this;
    }

    TlvWriter putText(int tag, String value) {
        return put(tag, value.getBytes(StandardCharsets.UTF_8));
    }

    TlvWriter putLong(int tag, long value) {
        value(tag, Long.BYTES).putLong(value);
        return this;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, used);
    }
}
