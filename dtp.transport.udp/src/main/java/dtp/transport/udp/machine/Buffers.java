package dtp.transport.udp.machine;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Blocks between disk and network, used again and again; as many are kept as a session may have waiting for its disk: one that
 * is not kept is memory until the next collection. Any thread: sinks give theirs back on their own.
 */
public final class Buffers {
    public static final int BYTES = 256 * 1024;
    private static final int KEPT = 64;

    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();

    public synchronized ByteBuffer take() {
        ByteBuffer one = free.poll();
        return one == null ? ByteBuffer.allocateDirect(BYTES) : one.clear();
    }

    public synchronized void give(ByteBuffer one) {
        if (free.size() < KEPT) {
            free.push(one);
        }
    }
}
