package dtp.csp.session;

import dtp.api.payload.Digest;
import dtp.api.payload.PayloadChangedException;
import dtp.csp.store.home.DigestCache;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Digests of files that are sent, computed once and remembered in the home (durability.md §6). Any thread. */
public final class FileDigests {
    private static final Digest EMPTY =
            Digest.parse("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    private static final int CHUNK = 1 << 18;
    private static final int CHUNKS_A_TURN = 16;

    private static final Logger LOG = LoggerFactory.getLogger(FileDigests.class);

    private final Tasks tasks;
    private final DigestCache cache;

    /** Guarded by itself. */
    private final Map<Wanted, CompletableFuture<Digest>> underWay = new HashMap<>();

    FileDigests(Tasks tasks, DigestCache cache) {
        this.tasks = tasks;
        this.cache = cache;
    }

    /** What is remembered of the file as it is now; that of an empty one everybody knows. */
    Optional<Digest> known(Path path, BasicFileAttributes is) {
        if (is.size() == 0) {
            return Optional.of(EMPTY);
        }
        try {
            return cache.find(key(path, is));
        } catch (IOException e) {
            LOG.warn("remembered digests cannot be read", e);
            return Optional.empty();
        }
    }

    private static DigestCache.Key key(Path path, BasicFileAttributes is) {
        return new DigestCache.Key(
                path.toAbsolutePath().normalize(),
                is.size(),
                is.lastModifiedTime().toInstant(),
                is.fileKey() == null ? "" : is.fileKey().toString());
    }

    private void remember(Work work, Digest digest) {
        try {
            cache.put(work.wanted().file(), digest, work.begun());
        } catch (IOException e) {
            LOG.warn(
                    "the digest of {} cannot be remembered",
                    work.wanted().file().path(),
                    e);
        }
    }

    /**
     * Reads the whole file on the HASHER lane, a few megabytes a turn, through a channel of its own: who asked may be gone before
     * it is done, and who asks again meanwhile joins in.
     */
    CompletionStage<Digest> compute(Path path, BasicFileAttributes is, String algorithm) {
        Optional<Digest> known = known(path, is).filter(d -> d.algorithm().equals(algorithm));
        if (known.isPresent()) {
            return CompletableFuture.completedStage(known.get());
        }
        Wanted wanted = new Wanted(key(path, is), algorithm);
        CompletableFuture<Digest> running;
        boolean first;
        synchronized (underWay) {
            first = !underWay.containsKey(wanted);
            running = underWay.computeIfAbsent(wanted, w -> new CompletableFuture<>());
        }
        if (first) {
            tasks.execute(Tasks.Lane.HASHER, () -> begin(wanted, running));
        }
        return running.minimalCompletionStage();
    }

    private record Wanted(DigestCache.Key file, String algorithm) {}

    private record Work(
            Wanted wanted,
            FileChannel channel,
            MessageDigest running,
            Instant begun,
            CompletableFuture<Digest> answer) {}

    private void begin(Wanted wanted, CompletableFuture<Digest> answer) {
        try {
            MessageDigest running = MessageDigest.getInstance(wanted.algorithm());
            Instant now = tasks.wallClock();
            FileChannel channel = FileChannel.open(wanted.file().path(), StandardOpenOption.READ);
            turn(new Work(wanted, channel, running, now, answer), ByteBuffer.allocate(CHUNK));
        } catch (NoSuchAlgorithmException e) {
            failed(wanted, answer, new IllegalArgumentException("no such digest: " + wanted.algorithm(), e));
        } catch (IOException | RuntimeException e) {
            failed(wanted, answer, e);
        }
    }

    private void failed(Wanted wanted, CompletableFuture<Digest> answer, Exception why) {
        synchronized (underWay) {
            underWay.remove(wanted);
        }
        answer.completeExceptionally(why);
    }

    private void turn(Work work, ByteBuffer chunk) {
        try {
            for (int i = 0; i < CHUNKS_A_TURN; i++) {
                if (work.channel().read(chunk.clear()) < 0) {
                    end(work);
                    return;
                }
                work.running().update(chunk.flip());
            }
            tasks.execute(Tasks.Lane.HASHER, () -> turn(work, chunk));
        } catch (IOException | RuntimeException e) {
            close(work);
            failed(work.wanted(), work.answer(), e);
        }
    }

    private void end(Work work) throws IOException {
        close(work);
        DigestCache.Key asked = work.wanted().file();
        if (!DigestCache.Key.of(asked.path()).equals(asked)) {
            throw new PayloadChangedException(asked.path() + " was changed while its digest was computed");
        }
        Digest digest = new Digest(work.wanted().algorithm(), work.running().digest());
        remember(work, digest);
        synchronized (underWay) {
            underWay.remove(work.wanted());
        }
        work.answer().complete(digest);
    }

    private static void close(Work work) {
        try {
            work.channel().close();
        } catch (IOException e) {
            LOG.debug("a file that was read only", e);
        }
    }
}
