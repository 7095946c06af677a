package dtp.csp.store;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The frame of a journal record (durability.md §2), big-endian:
 *
 * <pre>
 *  0 u32 length of the whole record | 4 u8 type | 5 u8 flags | 6 u16 0 | 8 u64 generation | 16 body | u32 CRC-32C of all before it
 * </pre>
 */
final class RecordFrame {
    static final int HEADER = 16;
    static final int OVERHEAD = HEADER + 4;
    /** Ten million intervals and the block digests of 2^40 bytes fit; nothing longer is read or written. */
    static final int MAX_LENGTH = 256 << 20;

    static final int SNAPSHOT = 1;
    static final int HELD = 2;
    static final int INFO = 3;
    static final int STATE = 4;
    static final int SOURCES = 5;
    static final int WITHDRAW = 6;
    static final int PUBLISH = 7;
    static final int BLOCKS = 8;
    static final int BOOT = 9;
    /** Who has the session open; an empty body: nobody any more. Readers that do not know it skip it. */
    static final int OWNER = 10;

    /** Of HELD: written, but not synced. */
    static final int FLAG_WRITTEN_ONLY = 1;

    private RecordFrame() {}

    /** A whole record around a body. @throws JournalFormatException when it would be longer than {@link #MAX_LENGTH} */
    static ByteBuffer encode(int type, int flags, long generation, byte[] body) throws JournalFormatException {
        if (body.length > MAX_LENGTH - OVERHEAD) {
            throw new JournalFormatException("a record of " + body.length + " bytes is longer than " + MAX_LENGTH);
        }
        ByteBuffer out = ByteBuffer.allocate(OVERHEAD + body.length);
        out.putInt(out.capacity())
                .put((byte) type)
                .put((byte) flags)
                .putShort((short) 0)
                .putLong(generation);
        out.put(body);
        return out.putInt(crc(out, out.position())).flip();
    }

    /** Length that a header at {@code at} tells, or -1 when no record of this generation can begin so within {@code available} bytes. */
    static int lengthAt(ByteBuffer in, int at, long available, long generation) {
        int length = in.getInt(at);
        boolean fits = length >= OVERHEAD && length <= MAX_LENGTH && length <= available;
        return fits && in.getLong(at + 8) == generation ? length : -1;
    }

    /** True when the whole record of {@code length} bytes at {@code at} is as it was written. */
    static boolean intact(ByteBuffer in, int at, int length) {
        ByteBuffer record = in.slice(at, length);
        return record.getInt(length - 4) == crc(record, length - 4);
    }

    private static int crc(ByteBuffer record, int length) {
        CRC32C crc = new CRC32C();
        crc.update(record.slice(0, length));
        return (int) crc.getValue();
    }
}
