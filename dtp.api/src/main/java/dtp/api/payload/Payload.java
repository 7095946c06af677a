package dtp.api.payload;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** Bytes to send, opened once per transfer. Thread-safe. */
@ConsumerType
public interface Payload extends Closeable {
    /** As it was when opened. [P01] The size is always known; the digest is there only when it costs nothing to say. */
    PayloadInfo info();

    /**
     * Blocking positional read. Never call it on a thread that owns a state machine.
     *
     * @param position 0 or more
     * @return [P02] at least 1 byte while {@code position} is below the size and {@code into} has room; -1 at the end
     * @throws PayloadChangedException [P03] when the payload is no longer what it was when it was opened; bytes of the new
     *     version are never returned
     */
    int read(long position, ByteBuffer into) throws IOException;

    /** The file behind it, for {@code transferTo}; empty where there is none. Do not close it, do not interrupt a thread that uses it. */
    default Optional<FileChannel> channel() {
        return Optional.empty();
    }

    /**
     * The digest of the whole, computed in the background if need be and remembered by the store. [P04] It is that of the
     * bytes that {@link #read} gives. Fails with the read's error, or IllegalArgumentException for an unknown algorithm.
     *
     * @param algorithm JCA name, for example {@code SHA-256}
     */
    CompletionStage<Digest> digest(String algorithm);

    /** [P05] Idempotent; a read after it throws an IOException. */
    @Override
    void close();
}
