package dtp.csp.session;

import dtp.api.payload.Digest;
import dtp.csp.store.Disk;
import dtp.csp.store.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/**
 * Digest of one session's file, following the contiguous front of what is written through a reader of its own, so that the
 * bytes are still in the page cache (durability.md §6). State lives in memory only: after a restart the prefix is read again in
 * the background. Follows nothing before it is wanted. Any thread pokes; the rest happens on the HASHER lane.
 */
final class FrontHasher {
    private static final int CHUNK = 1 << 18;
    private static final int CHUNKS_A_TURN = 16;

    /** Direct: one on the heap would be filled through another. Of the thread: one that was abandoned in a read may still write to it. */
    private static final ThreadLocal<ByteBuffer> LANES_CHUNK =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(CHUNK));

    private final Tasks tasks;
    private final Disk disk;
    private final SessionSets sets;
    private final Path part;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private MessageDigest running;
    private DiskFile reader;
    private long at;
    private boolean closed;
    /** Follows nothing now, and has no reader. */
    private volatile boolean rests;

    /** The algorithm; null while no digest is wanted. */
    private volatile String wanted;

    /** The digest is being asked for: what is told from now on does not change what is asked. */
    private volatile boolean finishing;

    FrontHasher(EngineContext engine, SessionSets sets, Path part) {
        tasks = engine.tasks();
        disk = engine.disk();
        this.sets = sets;
        this.part = part;
    }

    static MessageDigest digester(String algorithm) throws IOException {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("no such digest: " + algorithm, e);
        }
    }

    /** A digest will be asked for: follow from now on. */
    void want(String algorithm) {
        if (!finishing && !algorithm.equals(wanted)) {
            wanted = algorithm;
            poke();
        }
    }

    /** More has been written. */
    void poke() {
        if (wanted != null && !rests && scheduled.compareAndSet(false, true)) {
            tasks.execute(Tasks.Lane.HASHER, this::turn);
        }
    }

    private void turn() {
        scheduled.set(false);
        try {
            if (!closed && !rests && follow(CHUNKS_A_TURN)) {
                poke();
            }
        } catch (IOException e) {
            restart(); // finish() meets the error again and reports it
        }
    }

    /** @return true when there is more to read now */
    private boolean follow(int chunks) throws IOException {
        if (running == null || !running.getAlgorithm().equals(wanted)) {
            running = digester(wanted);
            at = 0;
        }
        ByteBuffer chunk = LANES_CHUNK.get();
        for (int i = 0; i < chunks; i++) {
            long front = sets.writtenFrom(at);
            if (front == at) {
                return false;
            }
            if (reader == null) {
                reader = disk.open(part, Disk.Mode.READ);
            }
            chunk.clear().limit((int) Math.min(CHUNK, front - at));
            if (reader.read(at, chunk) < chunk.limit()) {
                throw new IOException(part + " is shorter than what was written to it");
            }
            running.update(chunk.flip());
            at += chunk.limit();
        }
        return true;
    }

    /** Bytes below were given up or may change: begin again. */
    void forget() {
        tasks.execute(Tasks.Lane.HASHER, this::restart);
    }

    private void restart() {
        running = null;
        at = 0;
    }

    private void finished() {
        finishing = false;
        restart();
    }

    /** All is written: gives its digest, or why there is none, on the HASHER lane. */
    void finish(String algorithm, BiConsumer<Digest, IOException> then) {
        finishing = true;
        wanted = algorithm;
        tasks.execute(Tasks.Lane.HASHER, () -> finishNow(then));
    }

    private void finishNow(BiConsumer<Digest, IOException> then) {
        Digest digest;
        try {
            if (follow(CHUNKS_A_TURN)) {
                tasks.execute(Tasks.Lane.HASHER, () -> finishNow(then)); // others may have their turn
                return;
            }
            if (at != sets.size().orElse(at)) {
                throw new IOException(part + ": only " + at + " bytes in a row are written");
            }
            digest = new Digest(wanted, running.digest());
            finished();
        } catch (IOException e) {
            finished();
            then.accept(null, e);
            return;
        }
        then.accept(digest, null);
    }

    /** Follows nothing, with no file open, until {@link #goOn}; what it has is kept. */
    void rest() {
        rests = true;
        tasks.execute(Tasks.Lane.HASHER, this::closeReader);
    }

    void goOn() {
        rests = false;
        poke();
    }

    void close() {
        tasks.execute(Tasks.Lane.HASHER, () -> {
            closed = true;
            closeReader();
        });
    }

    private void closeReader() {
        if (reader != null) {
            try {
                reader.close();
            } catch (IOException e) {
                // a reader: nothing can be lost
            }
            reader = null;
        }
    }
}
