package dtp.csp.node;

import java.nio.ByteBuffer;

/**
 * A bounded queue of frames in one preallocated ring of bytes, so that receiving costs one copy and no object. Any thread
 * offers (a short lock between the links); one thread, the node's, drains without a lock and reads in place.
 *
 * <pre>
 * record: i32 length (or -1: the rest of the ring is skipped) | i32 tag | bytes, padded to 8
 * </pre>
 */
final class FrameQueue {
    private static final int HEAD_BYTES = 8;
    private static final int SKIP = -1;

    /** Takes one frame; called by the draining thread. */
    @FunctionalInterface
    interface Consumer {
        /** @param frame valid during the call only */
        void frame(int tag, ByteBuffer frame);
    }

    private final ByteBuffer ring;
    private final ByteBuffer view;
    private final int capacity;
    private volatile long head;
    private volatile long tail;

    /** @param bytes room for frames, rounded up to a power of two */
    FrameQueue(int bytes) {
        capacity = Math.max(1_024, Integer.highestOneBit(Math.max(1, bytes - 1)) << 1);
        ring = ByteBuffer.allocateDirect(capacity);
        view = ring.duplicate();
    }

    /** Copies the frame in; its position stays. @return false when there is no room */
    synchronized boolean offer(int tag, ByteBuffer frame) {
        int length = frame.remaining();
        int record = HEAD_BYTES + (length + 7 & ~7);
        long at = tail;
        int index = (int) at & capacity - 1;
        int skipped = index + record > capacity ? capacity - index : 0;
        if ((long) record + skipped > capacity - (at - head)) {
            return false;
        }
        if (skipped > 0) {
            ring.putInt(index, SKIP);
            index = 0;
        }
        ring.putInt(index, length).putInt(index + 4, tag);
        ring.put(index + HEAD_BYTES, frame, frame.position(), length);
        tail = at + skipped + record;
        return true;
    }

    boolean isEmpty() {
        return head == tail;
    }

    /** Hands over at most {@code max} frames. @return how many */
    int drain(Consumer consumer, int max) {
        int count = 0;
        long end = tail;
        long at = head;
        while (count < max && at != end) {
            int index = (int) at & capacity - 1;
            int length = ring.getInt(index);
            if (length == SKIP) {
                at += capacity - index;
                head = at;
                continue;
            }
            try {
                int start = index + HEAD_BYTES;
                consumer.frame(
                        ring.getInt(index + 4), view.limit(start + length).position(start));
            } finally {
                at += HEAD_BYTES + (length + 7 & ~7);
                head = at;
            }
            count++;
        }
        return count;
    }
}
