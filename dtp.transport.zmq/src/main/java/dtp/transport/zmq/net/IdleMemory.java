package dtp.transport.zmq.net;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Buffers that wait to be used again, by their size, a power of two. Guarded by whoever has it. */
final class IdleMemory<T> {
    /** Less is not worth keeping: it lies on the heap. */
    static final int LEAST_BYTES = 16 << 10;

    private static final int CLASSES = 32;

    private final long mostBytes;
    private final List<ArrayDeque<T>> ofSize = new ArrayList<>(CLASSES);
    private long bytes;

    /** @param mostBytes that are kept */
    IdleMemory(long mostBytes) {
        this.mostBytes = mostBytes;
        for (int i = 0; i < CLASSES; i++) {
            ofSize.add(new ArrayDeque<>());
        }
    }

    /** The least power of two that is not smaller. */
    static long sizeFor(long size) {
        return 1L << log2(size);
    }

    private static int log2(long size) {
        return Long.SIZE - Long.numberOfLeadingZeros(size - 1);
    }

    /** One of that size; null where there is none. */
    T poll(int size) {
        T old = ofSize.get(log2(size)).poll();
        bytes -= old == null ? 0 : size;
        return old;
    }

    /** Keeps it for the next; forgets it where there is enough. */
    void keep(int size, T memory) {
        if (bytes + size <= mostBytes) {
            bytes += size;
            ofSize.get(log2(size)).push(memory);
        }
    }

    /** Forgets small ones before large ones until no more than that is kept. */
    void shrink(long toBytes) {
        for (int i = 0; i < CLASSES && bytes > toBytes; i++) {
            bytes -= (long) ofSize.get(i).size() << i;
            ofSize.get(i).clear();
        }
    }
}
