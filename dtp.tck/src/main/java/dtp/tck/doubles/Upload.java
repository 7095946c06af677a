package dtp.tck.doubles;

import dtp.api.interval.IntervalSet;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A put as it grows at the remote. Thread-safe. */
final class Upload {
    private byte[] bytes = new byte[0];
    private IntervalSet received = IntervalSet.empty();

    synchronized void write(long offset, ByteBuffer data) {
        int start = Math.toIntExact(offset);
        int end = start + data.remaining();
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
        }
        data.get(bytes, start, end - start);
        received = received.union(IntervalSet.of(start, end));
    }

    synchronized IntervalSet received() {
        return received;
    }

    synchronized byte[] bytes() {
        return Arrays.copyOf(bytes, Math.toIntExact(received.end()));
    }
}
