package dtp.tck.doubles;

import dtp.api.payload.Digest;
import dtp.api.payload.Payload;
import dtp.api.payload.PayloadChangedException;
import dtp.api.payload.PayloadInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A payload in memory, which a test can change under its readers. Thread-safe. */
public final class MemoryPayload implements Payload {
    private final PayloadInfo info;
    private final RemoteContent content;
    private volatile boolean changed;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Gate gate = () -> {};

    /** Stands before every read; may wait. */
    public interface Gate {
        void pass() throws IOException;
    }

    public MemoryPayload(String name, RemoteContent content) {
        PayloadInfo timeless = PayloadInfo.named(name).size(content.size());
        this.info = content.modified().map(timeless::modified).orElse(timeless);
        this.content = content;
    }

    public MemoryPayload(String name, byte[] content) {
        this(name, RemoteContent.of(content));
    }

    /** From now on it is another version. */
    public void change() {
        changed = true;
    }

    /** Every read passes it first. */
    public void gate(Gate value) {
        gate = value;
    }

    public boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Waits for the close, perhaps in vain. @return whether it is closed */
    public boolean awaitClosed(long patienceMs) throws InterruptedException {
        return closed.await(patienceMs, TimeUnit.MILLISECONDS);
    }

    @Override
    public PayloadInfo info() {
        return info;
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        gate.pass();
        if (isClosed()) {
            throw new IOException(info.name() + " is closed");
        }
        if (changed) {
            throw new PayloadChangedException(info.name() + " has changed since it was opened");
        }
        if (position >= content.size()) {
            return -1;
        }
        int bytes = (int) Math.min(into.remaining(), content.size() - position);
        ByteBuffer part = into.slice(into.position(), bytes);
        content.read(position, part);
        into.position(into.position() + bytes);
        return bytes;
    }

    @Override
    public CompletionStage<Digest> digest(String algorithm) {
        try {
            if (isClosed() || changed) {
                throw new PayloadChangedException(info.name() + " is closed or has changed");
            }
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            return CompletableFuture.completedStage(new Digest(algorithm, digest.digest(content.bytes())));
        } catch (NoSuchAlgorithmException e) {
            return CompletableFuture.failedStage(new IllegalArgumentException("no such digest: " + algorithm, e));
        } catch (IOException | UncheckedIOException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
