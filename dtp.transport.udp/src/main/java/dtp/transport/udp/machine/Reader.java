package dtp.transport.udp.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Reads payloads where reading may block. */
public interface Reader {
    /**
     * Fills {@code into} from its position to its limit.
     *
     * @param done called once, later, on the machine's thread: null, or why it could not be read
     */
    void read(long position, ByteBuffer into, Consumer<IOException> done);
}
