package dtp.transport.udp.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * What is to be sent, in its order, read ahead of the sending: single requests before the stream. A few blocks are under way at
 * a time. One thread; reading is done elsewhere and told back.
 */
final class Blocks {
    private static final int DEPTH = 4;
    private static final int MOST_REQUESTS = 256;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Reader reader;
    private final Buffers buffers;
    private final int piece;
    private final long size;
    private final long count;
    private final ArrayDeque<Span> asked = new ArrayDeque<>();
    private final ArrayDeque<Block> blocks = new ArrayDeque<>();
    private Span stream;
    private boolean streamed;
    private long lastRequest;
    private IOException failure;
    private boolean closed;

    /** Pieces still to be read for a request. */
    private static final class Span {
        final long request;
        final long[] ranges;
        final int stride;
        final boolean tellsDone;
        final long asked;
        int at;

        Span(long request, int stride, boolean tellsDone, long... ranges) {
            this.request = request;
            this.stride = stride;
            this.tellsDone = tellsDone;
            this.ranges = ranges.clone();
            long n = 0;
            for (int i = 1; i < ranges.length; i += 2) {
                n += (ranges[i] + stride - 1) / stride;
            }
            asked = n;
        }

        boolean isEmpty() {
            return at >= ranges.length;
        }
    }

    /** A stretch of pieces in memory, or on its way there. */
    final class Block {
        private final Span span;
        private final long first;
        private final int pieces;
        private final boolean last;
        private final ByteBuffer data;
        private boolean ready;
        private int next;

        private Block(Span span, long first, int pieces, boolean last, ByteBuffer data) {
            this.span = span;
            this.first = first;
            this.pieces = pieces;
            this.last = last;
            this.data = data;
            ready = pieces == 0;
            // of a wide stride only the first piece is read
            long read = Math.min(pieces, Math.max(1, data.capacity() / piece));
            long bytes = Math.min(read * piece, size - first * piece);
            data.limit((int) Math.max(0, bytes));
        }

        boolean ready() {
            return ready && failure == null;
        }

        int left() {
            return (pieces - next + span.stride - 1) / span.stride;
        }

        long request() {
            return span.request;
        }

        long sequence() {
            return first + next;
        }

        int bytesOfNext() {
            return (int) Math.min(piece, size - sequence() * piece);
        }

        /** The last block of its request. */
        boolean last() {
            return last;
        }

        boolean tellsDone() {
            return span.tellsDone;
        }

        long asked() {
            return span.asked;
        }

        /** Copies the next piece. @return its bytes */
        int put(ByteBuffer out) {
            int bytes = bytesOfNext();
            out.put(out.position(), data, next * piece, bytes);
            out.position(out.position() + bytes);
            next += span.stride;
            return bytes;
        }
    }

    Blocks(Reader reader, Buffers buffers, int piece, long size, long count) {
        this.reader = reader;
        this.buffers = buffers;
        this.piece = piece;
        this.size = size;
        this.count = count;
    }

    long count() {
        return count;
    }

    /** @return false when the request was seen already, or too many wait */
    boolean ask(long request, long... ranges) {
        if (request <= lastRequest || asked.size() >= MOST_REQUESTS) {
            return false;
        }
        lastRequest = request;
        asked.add(new Span(request, 1, true, ranges));
        return true;
    }

    void single(long sequence) {
        if (asked.size() < MOST_REQUESTS) {
            asked.add(new Span(0, 1, false, sequence, 1));
        }
    }

    void stream(int servers, int server) {
        long pieces = Math.max(0, count - server);
        stream = pieces == 0 ? new Span(0, servers, true, 0, 0) : new Span(0, servers, true, server, pieces);
    }

    boolean streamed() {
        return streamed;
    }

    boolean isEmpty() {
        return head() == null;
    }

    /** As {@link #isEmpty}, but nothing is read for the answer. */
    boolean hasWork() {
        return stream != null || !asked.isEmpty() || !blocks.isEmpty();
    }

    Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    /** The block to be sent from; null when nothing is asked for. */
    Block head() {
        while (mayReadAhead() && plan()) {}
        return blocks.peek();
    }

    /** Each has one block whatever the others hold; beyond that all share one budget. */
    private boolean mayReadAhead() {
        return blocks.isEmpty() || (blocks.size() < DEPTH && buffers.outBytes() < Buffers.MOST_BYTES);
    }

    private boolean plan() {
        Span span = asked.isEmpty() ? stream : asked.peek();
        if (span == null || failure != null || closed) {
            return false;
        }
        long first = span.ranges[span.at];
        long left = span.ranges[span.at + 1];
        ByteBuffer data = left == 0 ? NOTHING : buffers.take();
        int room = span.stride == 1
                ? Outflow.block(data.capacity(), piece)
                : Math.max(1, data.capacity() / piece / span.stride) * span.stride;
        int pieces = (int) Math.min(left, room);
        span.ranges[span.at] += pieces;
        span.ranges[span.at + 1] -= pieces;
        if (span.ranges[span.at + 1] == 0) {
            span.at += 2;
        }
        boolean last = span.isEmpty();
        if (last && span == stream) {
            stream = null;
        } else if (last) {
            asked.remove();
        }
        Block block = new Block(span, first, pieces, last, data);
        blocks.add(block);
        if (pieces > 0) {
            reader.read(first * piece, block.data, failed -> read(block, failed));
        }
        return true;
    }

    private void read(Block block, IOException failed) {
        if (failed != null) {
            failure = failed;
        }
        block.ready = true;
        block.data.flip();
        if (closed) {
            buffers.give(block.data);
        }
    }

    /** The head was sent. */
    void finished() {
        Block sent = blocks.remove();
        if (sent.pieces > 0) {
            buffers.give(sent.data);
        }
        streamed |= sent.last && sent.span.request == 0 && sent.span.tellsDone;
    }

    /** Nothing is sent any more; blocks that are being read come back by themselves. */
    void close() {
        closed = true;
        for (Block block : blocks) {
            if (block.ready && block.pieces > 0) {
                buffers.give(block.data);
            }
        }
        blocks.clear();
        asked.clear();
        stream = null;
    }
}
