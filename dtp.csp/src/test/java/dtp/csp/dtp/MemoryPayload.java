package dtp.csp.dtp;

import dtp.api.payload.Digest;
import dtp.api.payload.Payload;
import dtp.api.payload.PayloadChangedException;
import dtp.api.payload.PayloadInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Bytes in memory, which can be made to change; larger sizes than the bytes repeat them. */
final class MemoryPayload implements Payload {
    static final Instant MODIFIED = Instant.ofEpochMilli(1_700_000_000_123L);

    private final String name;
    private final byte[] bytes;
    private final long size;
    private boolean changed;
    private boolean closed;
    private final boolean digestWorks;
    final CompletableFuture<Digest> pending = new CompletableFuture<>();
    int digestsAsked;

    MemoryPayload(String name, byte[] bytes, long size, boolean digestWorks) {
        this.name = name;
        this.bytes = bytes;
        this.size = size;
        this.digestWorks = digestWorks;
    }

    void change() {
        changed = true;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public PayloadInfo info() {
        return PayloadInfo.named(name).size(size).modified(MODIFIED);
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        if (changed) {
            throw new PayloadChangedException("changed");
        }
        if (position >= size) {
            return -1;
        }
        int at = (int) (position % bytes.length);
        int n = (int) Math.min(Math.min(into.remaining(), bytes.length - at), size - position);
        into.put(bytes, at, n);
        return n;
    }

    @Override
    public CompletionStage<Digest> digest(String algorithm) {
        digestsAsked++;
        if (!digestWorks) {
            return pending;
        }
        try {
            return CompletableFuture.completedStage(
                    new Digest(algorithm, MessageDigest.getInstance(algorithm).digest(bytes)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
