package dtp.shell.bench;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Digests the blocks of a bare stream on a thread of its own, a few blocks behind. Called by the stream's receiver. */
final class DigestedBlocks implements LoopbackStream.Blocks {
    private static final int BLOCK = 1 << 20;
    private static final int BEHIND = 8;

    private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(BEHIND);
    private final BlockingQueue<ByteBuffer> written = new ArrayBlockingQueue<>(BEHIND + 1);
    private final Thread thread;

    DigestedBlocks(MessageDigest digest) {
        for (int i = 0; i < BEHIND; i++) {
            free.add(ByteBuffer.allocateDirect(BLOCK));
        }
        thread = new Thread(() -> digestAll(digest), "dtp-bench-digest");
        thread.setDaemon(true);
        thread.start();
    }

    /** An empty block is the end. */
    private void digestAll(MessageDigest digest) {
        try {
            for (ByteBuffer block = written.take(); block.hasRemaining(); block = written.take()) {
                digest.update(block);
                free.put(block);
            }
            digest.digest();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public ByteBuffer free() throws InterruptedException {
        return free.take();
    }

    @Override
    public void written(ByteBuffer block) throws InterruptedException {
        if (block.hasRemaining()) {
            written.put(block);
        } else {
            free.put(block);
        }
    }

    @Override
    public void end() throws InterruptedException {
        written.put(ByteBuffer.allocate(0));
        thread.join();
    }
}
