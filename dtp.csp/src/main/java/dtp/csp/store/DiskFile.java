package dtp.csp.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An open file. Thread-safe: positional, no file pointer. Interrupting a thread that is in one of these calls neither ends the
 * call nor closes the file, which would drop the lock.
 */
public interface DiskFile extends Closeable {
    /** Writes all that {@code bytes} has remaining. When it throws, any part of it may have been written. */
    void write(long position, ByteBuffer bytes) throws IOException;

    /** Reads until {@code into} is full or the file ends. @return bytes read, 0 or more; less than asked for only at the end */
    int read(long position, ByteBuffer into) throws IOException;

    /**
     * Returns when all that was written before the call is durable. When it throws, what was not durable may be lost for good,
     * and a later call that succeeds says nothing about it (durability.md §4).
     *
     * @param metadata times as well, not only what reading back needs
     */
    void force(boolean metadata) throws IOException;

    /** Bytes. */
    long size() throws IOException;

    /** Cuts off what is behind {@code size}; nothing when the file is shorter. */
    void truncate(long size) throws IOException;

    /** Takes the exclusive lock, kept until the file is closed. @return false when another process, or another part of this one, has it */
    boolean tryLock() throws IOException;

    /** Idempotent. Closing any open file of the same path in this process drops the lock of all of them (POSIX). */
    @Override
    void close() throws IOException;
}
