package dtp.transport.tcp.machine;

import dtp.api.interval.Interval;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Payload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** A connection in memory with its own time: what a machine sends is collected, what is fed comes in pieces. The test's thread. */
final class FakeLine implements Line {
    private final Deque<LongConsumer> later = new ArrayDeque<>();
    private final Deque<byte[]> fed = new ArrayDeque<>();
    private final java.io.ByteArrayOutputStream sent = new java.io.ByteArrayOutputStream();
    private final int pieceBytes;
    Machine machine;
    long nowNs;
    private ByteBuffer current = ByteBuffer.allocate(0);
    private boolean paused;
    private boolean bodyDone;
    private long bodyBytes;
    private long sentBytes;
    private long bodyStart = Long.MAX_VALUE;
    boolean closed;
    boolean aborted;
    private boolean guarded;

    FakeLine(int pieceBytes) {
        this.pieceBytes = pieceBytes;
    }

    /** What the machine has sent since the last call. */
    byte[] takeSent() {
        byte[] all = sent.toByteArray();
        sent.reset();
        return all;
    }

    boolean hasSent() {
        return sent.size() > 0;
    }

    /** Of the first {@code bytes} sent, how many are a payload's, which stands in one piece. */
    long bodyBytesOf(long bytes) {
        return Math.min(bodyBytes, Math.max(0, bytes - Math.min(bytes, bodyStart)));
    }

    /** Of payloads, sent so far. */
    long bodyBytes() {
        return bodyBytes;
    }

    void feed(byte[] bytes) {
        fed.add(bytes);
        run();
    }

    /** Until nothing moves any more. */
    void run() {
        boolean moved = true;
        while (moved) {
            moved = false;
            while (!later.isEmpty()) {
                later.poll().accept(nowNs);
                moved = true;
            }
            if (bodyDone) {
                bodyDone = false;
                machine.onBodySent(nowNs);
                moved = true;
            }
            if (!paused && !closed && (current.hasRemaining() || !fed.isEmpty())) {
                step();
                moved = true;
            }
        }
    }

    private void step() {
        if (!current.hasRemaining()) {
            current = ByteBuffer.wrap(fed.poll());
            if (!current.hasRemaining()) {
                return;
            }
        }
        ByteBuffer piece = current.slice(current.position(), Math.min(pieceBytes, current.remaining()));
        machine.onBytes(new FakeInflow(piece, piece.capacity()), nowNs);
        boolean left = piece.hasRemaining();
        current.position(current.position() + piece.position());
        if (left && !paused) {
            current.position(current.limit());
        }
    }

    void tick(long advanceNs) {
        nowNs += advanceNs;
        machine.onTick(nowNs);
        run();
    }

    /** The other side is gone. */
    void cut() {
        if (!closed) {
            closed = true;
            machine.onClosed(true, "cut", nowNs);
            run();
        }
    }

    @Override
    public void expect(long bytes) {}

    @Override
    public void send(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        sentBytes += bytes.length;
        sent.writeBytes(bytes);
    }

    @Override
    public void sendBody(Payload payload, IntervalSet ranges, LongSupplier bytesPerSecond) {
        bodyStart = Math.min(bodyStart, sentBytes);
        for (Interval range : ranges) {
            ByteBuffer part = ByteBuffer.allocate((int) range.length());
            try {
                while (part.hasRemaining()) {
                    payload.read(range.start() + part.position(), part);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            sent.writeBytes(part.array());
            bodyBytes += range.length();
            sentBytes += range.length();
            machine.onBodyProgress(range.length(), nowNs);
        }
        bodyDone = true;
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
    }

    @Override
    public void close() {
        closed = true;
        aborted = guarded;
    }

    @Override
    public void abort() {
        closed = true;
        aborted = true;
    }

    @Override
    public void guard(boolean holds) {
        guarded = holds;
    }

    @Override
    public void later(LongConsumer task) {
        later.add(task);
    }
}
