package dtp.transport.udp.machine;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Blocks between disk and network, used again and again; as many are kept as a session may have waiting for its disk: one that
 * is not kept is memory until the next collection. Any thread: sinks give theirs back on their own.
 */
public final class Buffers {
    public static final int BYTES = 256 * 1024;
    /** With so many in use, whoever has one waits with the next. */
    static final int MOST_AHEAD = 256;

    private static final int KEPT = 64;

    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
    private int out;

    public synchronized ByteBuffer take() {
        ByteBuffer one = free.poll();
        ByteBuffer taken = one == null ? ByteBuffer.allocateDirect(BYTES) : one.clear();
        out++;
        return taken;
    }

    /** How many were taken and not given back. */
    synchronized int out() {
        return out;
    }

    public synchronized void give(ByteBuffer one) {
        out--;
        if (free.size() < KEPT) {
            free.push(one);
        }
    }
}
