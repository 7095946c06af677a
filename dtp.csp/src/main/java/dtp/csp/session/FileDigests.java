package dtp.csp.session;

import dtp.api.payload.Digest;
import dtp.api.payload.Payload;
import dtp.csp.store.home.DigestCache;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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

    private void remember(Path path, BasicFileAttributes is, Digest digest) {
        try {
            cache.put(key(path, is), digest, tasks.wallClock());
        } catch (IOException e) {
            LOG.warn("the digest of {} cannot be remembered", path, e);
        }
    }

    /** Reads the whole payload on the HASHER lane, a few megabytes a turn. */
    void compute(
            Path path, BasicFileAttributes is, Payload payload, String algorithm, CompletableFuture<Digest> answer) {
        Optional<Digest> known = known(path, is).filter(d -> d.algorithm().equals(algorithm));
        if (known.isPresent()) {
            answer.complete(known.get());
            return;
        }
        MessageDigest running;
        try {
            running = MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            answer.completeExceptionally(new IllegalArgumentException("no such digest: " + algorithm, e));
            return;
        }
        tasks.execute(
                Tasks.Lane.HASHER,
                () -> turn(new Work(path, is, payload, running, ByteBuffer.allocate(CHUNK), answer), 0));
    }

    private record Work(
            Path path,
            BasicFileAttributes is,
            Payload payload,
            MessageDigest running,
            ByteBuffer chunk,
            CompletableFuture<Digest> answer) {}

    private void turn(Work work, long from) {
        long at = from;
        try {
            for (int i = 0; i < CHUNKS_A_TURN; i++) {
                int n = work.payload().read(at, work.chunk().clear());
                if (n < 0) {
                    Digest digest = new Digest(
                            work.running().getAlgorithm(), work.running().digest());
                    remember(work.path(), work.is(), digest);
                    work.answer().complete(digest);
                    return;
                }
                work.running().update(work.chunk().flip());
                at += n;
            }
        } catch (IOException | RuntimeException e) {
            work.answer().completeExceptionally(e);
            return;
        }
        long next = at;
        tasks.execute(Tasks.Lane.HASHER, () -> turn(work, next));
    }
}
