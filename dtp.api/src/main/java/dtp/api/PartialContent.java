package dtp.api;

import dtp.api.interval.Interval;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Positional reader over a file with holes. Thread-safe. Has a file channel of its own: interrupting the reading thread closes
 * this reader only, never the session's file.
 */
@ProviderType
public interface PartialContent extends Closeable {
    /**
     * Reads up to the next hole.
     *
     * @return bytes read, -1 at the end of the payload
     * @throws HoleException when {@code position} itself is missing
     */
    int read(long position, ByteBuffer into) throws IOException;

    /** Completes when the whole interval is readable; fails with {@link HoleException} when the session ends without it. */
    CompletionStage<Void> await(Interval interval);

    /**
     * A read-only channel.
     *
     * @param patience how long a read waits at a hole (zero: not at all) before it throws {@link HoleException}; it never
     *     returns 0 for a hole
     */
    SeekableByteChannel channel(Duration patience);

    /** From 0 along the contiguous front; patience as in {@link #channel}. */
    InputStream stream(Duration patience);
}
