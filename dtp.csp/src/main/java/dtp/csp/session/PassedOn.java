package dtp.csp.session;

import java.nio.ByteBuffer;

/** A buffer that a transport handed over; what of it was new. Owned by the writer once queued. */
final class PassedOn implements Load {
    private final ByteBuffer data;
    private final long dataOffset;
    private final long[] parts;
    private final Runnable release;

    /** @param parts start, end, start, end … of what is new, inside the data */
    PassedOn(ByteBuffer data, long dataOffset, long[] parts, Runnable release) {
        this.data = data;
        this.dataOffset = dataOffset;
        this.parts = parts;
        this.release = release;
    }

    @Override
    public int runs() {
        return parts.length / 2;
    }

    @Override
    public long fileOffset(int run) {
        return parts[2 * run];
    }

    @Override
    public int length(int run) {
        return (int) (parts[2 * run + 1] - parts[2 * run]);
    }

    @Override
    public ByteBuffer run(int run) {
        int at = data.position() + (int) (parts[2 * run] - dataOffset);
        return data.duplicate().limit(at + length(run)).position(at);
    }

    @Override
    public int bytes() {
        int sum = 0;
        for (int i = 0; i < runs(); i++) {
            sum += length(i);
        }
        return sum;
    }

    @Override
    public void done() {
        release.run();
    }
}
