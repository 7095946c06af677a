package dtp.csp.store;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Head of a session file (durability.md §2): which log area is the living one. There are two, each in a disk sector of its own;
 * the valid one with the higher generation counts.
 *
 * <pre>
 *  0 "DTPS" | u16 major | u16 minor | 16 B session id | u64 generation | u64 logStart | 20 B 0 | u32 CRC-32C of bytes 0 to 59
 * </pre>
 */
record Superblock(int major, int minor, UUID id, long generation, long logStart) {
    static final int LENGTH = 64;
    static final int MAJOR = 1;
    static final int MINOR = 0;
    /** Where log areas begin; superblock A is at 0, B at {@link #SECOND}. */
    static final long LOG_BASE = 8192;

    static final long SECOND = 4096;

    private static final int MAGIC = 0x44545053; // "DTPS"
    private static final int CRC_AT = 60;

    static long position(int slot) {
        return slot * SECOND;
    }

    ByteBuffer encode() {
        ByteBuffer out = ByteBuffer.allocate(LENGTH);
        out.putInt(MAGIC).putShort((short) major).putShort((short) minor);
        out.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        out.putLong(generation).putLong(logStart);
        out.clear();
        return out.putInt(CRC_AT, crc(out));
    }

    /** Reads a superblock of any version; empty when it is short, not ours or damaged. */
    static Optional<Superblock> decode(ByteBuffer in) {
        if (in.remaining() < LENGTH || !hasMagic(in) || in.getInt(in.position() + CRC_AT) != crc(in)) {
            return Optional.empty();
        }
        ByteBuffer b = in.slice();
        UUID id = new UUID(b.getLong(8), b.getLong(16));
        Superblock read = new Superblock(
                Short.toUnsignedInt(b.getShort(4)),
                Short.toUnsignedInt(b.getShort(6)),
                id,
                b.getLong(24),
                b.getLong(32));
        return read.generation < 1 || read.logStart < LOG_BASE ? Optional.empty() : Optional.of(read);
    }

    static boolean hasMagic(ByteBuffer in) {
        return in.remaining() >= 4 && in.getInt(in.position()) == MAGIC;
    }

    private static int crc(ByteBuffer of) {
        CRC32C crc = new CRC32C();
        crc.update(of.slice(of.position(), CRC_AT));
        return (int) crc.getValue();
    }
}
