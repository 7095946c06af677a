package dtp.csp.store.home;

import dtp.api.payload.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * SHA-256 of files that were served (durability.md §6), in {@code state/digests}: the most recently used ones, at most as many as
 * said. A digest counts while path, size, time and file key are what they were. Any thread; blocks for the disk.
 */
public final class DigestCache {
    /** A file changed twice within a tick of its file system's clock would look unchanged; so the young are not remembered. */
    private static final Duration YOUNG = Duration.ofSeconds(3);

    /** As {@link #YOUNG}, where a time with parts of a millisecond shows that the clock ticks at least a hundred times a second. */
    private static final Duration YOUNG_BY_A_FINE_CLOCK = Duration.ofMillis(50);

    private static final String KIND = "sha256";
    private static final int FIELDS = 6;

    /**
     * A file as it was when it was read.
     *
     * @param fileKey text of it, empty where the platform has none
     */
    public record Key(Path path, long size, Instant modified, String fileKey) {
        /** The file as it is now. Take it before reading the bytes, and again behind; only when both are equal the digest is theirs. */
        public static Key of(Path file) throws IOException {
            Path path = file.toAbsolutePath().normalize();
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            Object key = now.fileKey();
            return new Key(path, now.size(), now.lastModifiedTime().toInstant(), key == null ? "" : key.toString());
        }
    }

    private record Known(Key key, Digest digest) {}

    private final StateFile file;
    private final int most;
    private final Map<Path, Known> known = new LinkedHashMap<>(16, 0.75f, true);
    private boolean loaded;
    private int lines;

    /** @param stateFolder {@code state} of the home; made when needed */
    public DigestCache(Path stateFolder, int most) {
        file = new StateFile(stateFolder.toAbsolutePath().resolve("digests"));
        this.most = most;
    }

    /** The digest of a file that has not changed since it was remembered. */
    public synchronized Optional<Digest> find(Key key) throws IOException {
        load();
        Known found = known.get(key.path());
        return found != null && found.key().equals(key) ? Optional.of(found.digest()) : Optional.empty();
    }

    /**
     * Remembers the SHA-256 of a file, unless it was modified a moment before it was read.
     *
     * @param now when the reading began
     */
    public synchronized void put(Key key, Digest digest, Instant now) throws IOException {
        boolean fine = !key.modified().truncatedTo(ChronoUnit.MILLIS).equals(key.modified());
        if (!digest.algorithm().equals(Digest.SHA_256)
                || key.modified().isAfter(now.minus(fine ? YOUNG_BY_A_FINE_CLOCK : YOUNG))) {
            return;
        }
        load();
        Known fresh = new Known(key, digest);
        if (fresh.equals(known.put(key.path(), fresh))) {
            return;
        }
        trim();
        file.append(List.of(fields(fresh)));
        if (++lines > 2 * most) {
            file.alone(() -> file.replace(
                    known.values().stream().map(DigestCache::fields).toList()));
            lines = known.size();
        }
    }

    private void trim() {
        var oldest = known.entrySet().iterator();
        while (known.size() > most) {
            oldest.next();
            oldest.remove();
        }
    }

    private static List<String> fields(Known known) {
        Key key = known.key();
        return List.of(
                KIND,
                key.path().toString(),
                Long.toString(key.size()),
                key.modified().toString(),
                key.fileKey(),
                known.digest().toString());
    }

    private void load() throws IOException {
        if (loaded) {
            return;
        }
        List<List<String>> all = new ArrayList<>(file.read());
        lines = all.size();
        for (List<String> fields : all) {
            if (fields.size() == FIELDS && fields.get(0).equals(KIND)) {
                Path path = Path.of(fields.get(1));
                Key key = new Key(path, Long.parseLong(fields.get(2)), Instant.parse(fields.get(3)), fields.get(4));
                known.put(path, new Known(key, Digest.parse(fields.get(5))));
            }
        }
        trim();
        loaded = true;
    }
}
