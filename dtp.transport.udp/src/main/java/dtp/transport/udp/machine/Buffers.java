package dtp.transport.udp.machine;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Blocks between disk and network, used again and again; as many are kept as a session may have waiting for its disk and being
 * filled: one that is not kept is memory until the next collection, and pages to be touched anew. Any thread: sinks give theirs
 * back on their own.
 */
public final class Buffers {
    /** Each costs its reader and its writer a change of threads: half as many save a server some 6 % of its processor time. */
    public static final int BYTES = 512 * 1024;
    /** With so much in use, whoever has a block waits with the next; and who has none gets a small one. */
    static final long MOST_BYTES = 64L << 20;
    /** Holds the largest piece. */
    static final int SMALL_BYTES = 64 * 1024;

    private static final int KEPT = 40;

    private final ArrayDeque<ByteBuffer> large = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> small = new ArrayDeque<>();
    private long outBytes;

    /** @return empty; {@link #BYTES} as long as there is plenty, else {@link #SMALL_BYTES} */
    public synchronized ByteBuffer take() {
        boolean plenty = outBytes < MOST_BYTES;
        ByteBuffer one = (plenty ? large : small).poll();
        ByteBuffer taken = one == null ? ByteBuffer.allocateDirect(plenty ? BYTES : SMALL_BYTES) : one.clear();
        outBytes += taken.capacity();
        return taken;
    }

    /** Of those that were taken and not given back. */
    synchronized long outBytes() {
        return outBytes;
    }

    public synchronized void give(ByteBuffer one) {
        outBytes -= one.capacity();
        ArrayDeque<ByteBuffer> free = one.capacity() == BYTES ? large : small;
        if (free.size() < KEPT) {
            free.push(one);
        }
    }
}
