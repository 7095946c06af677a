package dtp.csp.dtp;

import dtp.api.payload.Payload;
import dtp.csp.node.NodeHandle;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Reads a payload in the order in which it will be sent, one block ahead of the sender, on a thread that may block. The node's
 * thread owns it; the reading task has the cursor and one block to itself until it comes back.
 */
final class ReadAhead {
    /** Whom it tells. The node's thread. */
    interface User {
        void onReady();

        void onFailed(IOException why);
    }

    private final Payload payload;
    private final ChunkCursor cursor;
    private final BlockPool pool;
    private final Executor reader;
    private final NodeHandle handle;
    private final User user;
    private ByteBuffer current;
    private ByteBuffer next;
    private int held;
    private boolean reading;
    private boolean cursorAtEnd;
    private boolean closed;

    ReadAhead(Payload payload, ChunkCursor cursor, ServerPort port, User user) {
        this.payload = payload;
        this.cursor = cursor;
        this.pool = port.pool();
        this.reader = port.reader();
        this.handle = port.handle();
        this.user = user;
        this.cursorAtEnd = cursor.atEnd();
    }

    /** Starts the next read when there is room for it. */
    void fill() {
        if (closed || reading || next != null || cursorAtEnd) {
            return;
        }
        ByteBuffer block = held == 0 ? pool.first(this::fill) : pool.second();
        if (block == null) {
            return;
        }
        held++;
        reading = true;
        try {
            reader.execute(() -> read(block));
        } catch (RejectedExecutionException e) {
            reading = false;
            give(block);
            user.onFailed(new IOException("the container stops", e));
        }
    }

    private void read(ByteBuffer block) {
        IOException failure = null;
        try {
            while (!cursor.atEnd()) {
                long position = cursor.offset();
                int length = cursor.run(block.remaining());
                if (length == 0) {
                    break;
                }
                readFully(position, length, block);
            }
        } catch (IOException e) {
            failure = e;
        } catch (RuntimeException e) {
            failure = new IOException("the payload cannot be read: " + e, e);
        }
        IOException why = failure;
        block.flip();
        try {
            handle.execute(() -> onRead(block, why));
        } catch (RejectedExecutionException e) {
            // the node has stopped: nobody sends this any more, and the pool is gone with it
            return;
        }
    }

    private void readFully(long position, int length, ByteBuffer block) throws IOException {
        int end = block.position() + length;
        int limit = block.limit();
        block.limit(end);
        long at = position;
        while (block.hasRemaining()) {
            int n = payload.read(at, block);
            if (n < 1) {
                throw new EOFException("the payload ends at " + at + " and should have more");
            }
            at += n;
        }
        block.limit(limit);
    }

    private void onRead(ByteBuffer block, IOException failure) {
        reading = false;
        if (closed) {
            give(block);
            return;
        }
        if (failure != null) {
            give(block);
            user.onFailed(failure);
            return;
        }
        cursorAtEnd = cursor.atEnd();
        if (current == null) {
            current = block;
        } else {
            next = block;
        }
        fill();
        user.onReady();
    }

    private void give(ByteBuffer block) {
        held--;
        pool.give(block, held == 0);
    }

    /** True when at least one whole chunk is there. */
    boolean hasNext() {
        return current != null;
    }

    /** The next chunk's bytes, which stand at the front. */
    void next(int length, ByteBuffer into) {
        int limit = current.limit();
        into.put(current.limit(current.position() + length));
        current.limit(limit);
        if (!current.hasRemaining()) {
            ByteBuffer done = current;
            current = next;
            next = null;
            give(done);
            fill();
        }
    }

    void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (current != null) {
            give(current);
        }
        if (next != null) {
            give(next);
        }
        current = null;
        next = null;
    }
}
