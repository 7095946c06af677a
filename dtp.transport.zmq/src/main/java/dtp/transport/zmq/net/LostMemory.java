package dtp.transport.zmq.net;

import java.lang.ref.Cleaner;

/**
 * Memory that connections took with them when they broke: it comes back when the garbage collector looks, which nothing else tells
 * it to. Any thread.
 */
final class LostMemory {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final long COLLECT_NS = 5_000_000_000L;

    private long collectedNs = System.nanoTime() - COLLECT_NS;

    /** Runs {@code action}, which must not know {@code memory}, once nobody has it any more. */
    static void whenLost(Object memory, Runnable action) {
        CLEANER.register(memory, action);
    }

    /** There is none left: has the garbage collector look, every 5 s at most. Not under a lock. */
    void collect() {
        synchronized (this) {
            long nowNs = System.nanoTime();
            if (nowNs - collectedNs < COLLECT_NS) {
                return;
            }
            collectedNs = nowNs;
        }
        System.gc();
    }
}
