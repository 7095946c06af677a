package dtp.transport.zmq.machine;

import dtp.transport.zmq.wire.Checksum;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** The chunks of an upload between being read and being answered. Owned by the thread of its machine. */
final class Blocks {
    /** One chunk. */
    static final class Block {
        private final long offset;
        private final int size;
        private ByteBuffer data;
        private Checksum checksum;
        private String hex;
        private long sentNs;
        private int rejections;
        private int timesPutOff;

        Block(long offset, int size) {
            this.offset = offset;
            this.size = size;
        }

        long offset() {
            return offset;
        }

        int size() {
            return size;
        }

        ByteBuffer data() {
            return data;
        }

        Checksum checksum() {
            return checksum;
        }

        String hex() {
            return hex;
        }

        long sentNs() {
            return sentNs;
        }

        void read(ByteBuffer bytes, Checksum kind, String text) {
            data = bytes;
            checksum = kind;
            hex = text;
        }

        void sentAt(long nowNs) {
            sentNs = nowNs;
        }

        int putOff() {
            return ++timesPutOff;
        }

        int rejected() {
            return ++rejections;
        }
    }

    private final Map<Long, Block> all = new HashMap<>();
    /** Sent and not answered, in order: a base server's n-th answer is that of the n-th (rule 5). */
    private final Deque<Block> order = new ArrayDeque<>();

    private long bytes;

    int count() {
        return all.size();
    }

    long bytes() {
        return bytes;
    }

    /** Sent and not answered. */
    int due() {
        return order.size();
    }

    void add(Block block) {
        bytes += block.size();
        all.put(block.offset(), block);
    }

    Block at(long offset) {
        return all.get(offset);
    }

    void sent(Block block) {
        order.add(block);
    }

    /** The one whose answer is next from a base server; null when none is due. */
    Block first() {
        return order.poll();
    }

    /** @return false when no answer was due */
    boolean answered(Block block) {
        return order.remove(block);
    }

    void remove(Block block) {
        bytes -= all.remove(block.offset()) == null ? 0 : block.size();
        order.remove(block);
    }

    /** Forgets all. */
    void clear() {
        all.clear();
        order.clear();
        bytes = 0;
    }
}
