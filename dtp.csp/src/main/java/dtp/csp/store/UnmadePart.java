package dtp.csp.store;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The bytes of a session whose files are not made yet. Not thread-safe: the lock of its {@link SessionFiles} guards it. */
final class UnmadePart {
    /** More goes to the disk. */
    static final int MOST_BYTES = 64 << 10;

    private static final int LEAST_BYTES = 4 << 10;

    private byte[] bytes = {};
    private int size;

    /** Takes all that {@code from} has remaining. @return false: it does not fit, nothing was taken */
    boolean put(long position, ByteBuffer from) {
        long end = position + from.remaining();
        if (end > MOST_BYTES) {
            return false;
        }
        if (end > bytes.length) {
            int capacity = Math.max(LEAST_BYTES, Integer.highestOneBit(Math.max(1, (int) end - 1)) << 1);
            bytes = Arrays.copyOf(bytes, capacity);
        }
        from.get(bytes, (int) position, from.remaining());
        size = Math.max(size, (int) end);
        return true;
    }

    /** From the beginning to the last byte that was put. */
    ByteBuffer all() {
        return ByteBuffer.wrap(bytes, 0, size).slice();
    }

    int size() {
        return size;
    }
}
