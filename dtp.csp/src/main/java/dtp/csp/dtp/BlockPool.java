package dtp.csp.dtp;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Direct buffers for reading ahead, made when first needed and never more than the bound. There is one for every session, and a
 * second one only where that leaves the others theirs: a slow transfer keeps its block for minutes. The node's thread.
 */
final class BlockPool {
    static final int BLOCK_BYTES = 256 << 10;

    /** Holds the largest chunk. */
    static final int LEAST_BLOCK_BYTES = 64 << 10;

    private static final int LEAST_BLOCKS = 4;
    private static final int MOST_BYTES = 16 << 20;

    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private final int sessions;
    private final int most;
    private final int blockBytes;
    private int made;
    private int users;

    /** @param sessions that read at one time, 1 to 1024; above 256 they take more than 16 MiB, 64 KiB each */
    BlockPool(int sessions) {
        this.sessions = sessions;
        int blocks = Math.min(2 * sessions, MOST_BYTES / BLOCK_BYTES);
        most = Math.max(LEAST_BLOCKS, Math.max(sessions, blocks));
        blockBytes = Math.max(LEAST_BLOCK_BYTES, Math.min(BLOCK_BYTES, MOST_BYTES / sessions));
    }

    /**
     * A block for somebody who has none.
     *
     * @param later called when one has become free, to ask again, if there is none: one that ended keeps his until his read ends
     * @return null: none, for now
     */
    ByteBuffer first(Runnable later) {
        if (left() == 0) {
            waiting.add(later);
            return null;
        }
        users++;
        return take();
    }

    /** A further block for somebody who has one. @return null: the rest is for those who have none */
    ByteBuffer second() {
        return left() > Math.max(0, sessions - users) ? take() : null;
    }

    private int left() {
        return most - made + free.size();
    }

    private ByteBuffer take() {
        ByteBuffer block = free.poll();
        if (block == null) {
            made++;
            block = ByteBuffer.allocateDirect(blockBytes);
        }
        return block.clear();
    }

    /** @param last the giver has no other */
    void give(ByteBuffer block, boolean last) {
        free.push(block);
        users -= last ? 1 : 0;
        // whoever is told may have ended meanwhile, and then takes none
        while (left() > 0 && !waiting.isEmpty()) {
            waiting.poll().run();
        }
    }
}
