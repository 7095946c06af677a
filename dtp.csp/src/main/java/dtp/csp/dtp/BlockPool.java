package dtp.csp.dtp;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Direct buffers for reading ahead, made when first needed and never more than the bound. The node's thread. */
final class BlockPool {
    static final int BLOCK_BYTES = 256 << 10;

    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
    private final int most;
    private int made;

    BlockPool(int most) {
        this.most = most;
    }

    /** @return null: all are in use */
    ByteBuffer take() {
        ByteBuffer block = free.poll();
        if (block == null && made < most) {
            made++;
            block = ByteBuffer.allocateDirect(BLOCK_BYTES);
        }
        return block == null ? null : block.clear();
    }

    void give(ByteBuffer block) {
        free.push(block);
    }
}
