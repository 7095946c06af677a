package dtp.csp.session;

import java.nio.ByteBuffer;

/**
 * Bytes on their way to the disk: a direct buffer with several contiguous runs of the file, so that scattered repairs do not
 * cost a slab each. Owned by whoever holds it: the accept path under its lock, then the writer.
 */
final class Slab implements Load {
    /** Runs of one slab at most; more go to the next. */
    static final int MAX_RUNS = 1024;

    private final ByteBuffer bytes;
    private final SlabPool home;
    private final long[] fileOffsets = new long[MAX_RUNS];
    private final int[] starts = new int[MAX_RUNS + 1];
    private int runs;
    private long openedNs;

    Slab(SlabPool home, int capacity) {
        this.home = home;
        bytes = ByteBuffer.allocateDirect(capacity);
    }

    void begin(long nowNs) {
        bytes.clear();
        runs = 0;
        openedNs = nowNs;
    }

    int capacity() {
        return bytes.capacity();
    }

    long openedNs() {
        return openedNs;
    }

    @Override
    public int bytes() {
        return bytes.position();
    }

    /** Room for {@code length} bytes in {@code parts} parts. */
    boolean hasRoom(int length, int parts) {
        return bytes.remaining() >= length && runs + parts <= MAX_RUNS;
    }

    private boolean continues(long offset) {
        return runs > 0 && fileOffsets[runs - 1] + (bytes.position() - starts[runs - 1]) == offset;
    }

    /** Copies {@code length} bytes of {@code data} from {@code from} on; there must be room. The position of data stays. */
    void put(long offset, ByteBuffer data, int from, int length) {
        if (!continues(offset)) {
            fileOffsets[runs] = offset;
            starts[runs] = bytes.position();
            runs++;
        }
        bytes.put(bytes.position(), data, from, length);
        bytes.position(bytes.position() + length);
    }

    @Override
    public int runs() {
        return runs;
    }

    @Override
    public long fileOffset(int run) {
        return fileOffsets[run];
    }

    @Override
    public int length(int run) {
        return (run == runs - 1 ? bytes.position() : starts[run + 1]) - starts[run];
    }

    @Override
    public ByteBuffer run(int run) {
        return bytes.duplicate().position(starts[run]).limit(starts[run] + length(run));
    }

    @Override
    public void done() {
        home.giveBack(this);
    }
}
