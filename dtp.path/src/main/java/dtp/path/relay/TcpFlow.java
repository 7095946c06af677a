package dtp.path.relay;

import dtp.path.StreamPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;

/** One direction of one connection: from one socket through the path into the other. On the relay's thread. */
final class TcpFlow {
    /** Bytes that have arrived and wait for a reader slower than the path; then nothing more is read for it. */
    private static final long MAX_PENDING_BYTES = 1 << 20;

    final StreamPath path;
    private final TcpConnection connection;
    private final ArrayDeque<ByteBuffer> pending = new ArrayDeque<>();
    private long pendingBytes;
    private boolean sourceEnded;
    private boolean endArrived;
    private boolean ended;

    TcpFlow(TcpConnection connection, StreamPath path) {
        this.connection = connection;
        this.path = path;
    }

    boolean wantsRead(long nowNs) {
        return !sourceEnded && pendingBytes < MAX_PENDING_BYTES && path.room(nowNs) > 0;
    }

    boolean wantsWrite() {
        return pendingBytes > 0;
    }

    /** The end has come out at the other side. */
    boolean isEnded() {
        return ended;
    }

    /** Reads once. @return false when there is nothing, or no room */
    boolean read(SocketChannel from, SocketChannel to, ByteBuffer buffer, long nowNs) throws IOException {
        if (!wantsRead(nowNs)) {
            return false;
        }
        buffer.clear().limit((int) Math.min(Math.min(path.room(nowNs), path.chunkBytes(nowNs)), buffer.capacity()));
        int n = from.read(buffer);
        if (n == 0) {
            return false;
        }
        buffer.flip();
        sourceEnded = n < 0;
        if (!path.passes(Math.max(0, n), nowNs)) {
            path.offer(buffer, this, nowNs);
        } else {
            arrived(buffer, to);
        }
        return n > 0;
    }

    /** From the path: bytes, or none for the end of the stream. */
    void arrived(ByteBuffer bytes, SocketChannel to) throws IOException {
        endArrived |= !bytes.hasRemaining();
        if (pending.isEmpty() && connection.stammer() == 0) {
            to.write(bytes);
        }
        if (bytes.hasRemaining()) {
            ByteBuffer rest = ByteBuffer.allocate(bytes.remaining());
            pending.add(rest.put(bytes).flip());
            pendingBytes += rest.remaining();
        }
        flush(to);
    }

    void arrivedFromPath(ByteBuffer bytes) {
        connection.arrived(this, bytes);
    }

    /** Writes what waits; a stammering link writes once and comes back. */
    void flush(SocketChannel to) throws IOException {
        int most = connection.stammer();
        for (ByteBuffer head = pending.peek(); head != null; head = pending.peek()) {
            int end = head.limit();
            if (most > 0) {
                head.limit(Math.min(end, head.position() + most));
            }
            int n = to.write(head);
            head.limit(end);
            pendingBytes -= n;
            if (head.hasRemaining()) {
                return;
            }
            pending.remove();
            if (most > 0) {
                break;
            }
        }
        if (endArrived && pending.isEmpty() && !ended) {
            ended = true;
            to.shutdownOutput();
        }
    }
}
