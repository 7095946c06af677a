package dtp.csp.session;

import dtp.api.payload.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Digests of files by path, size, time and file key, kept in {@code HOME/state/digests}: a line an entry, appended; the oldest
 * fall out. A line that cannot be read is left out. Any thread.
 */
final class DigestCache {
    static final int MOST = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(DigestCache.class);

    private final Path file;
    private final Map<String, Digest> entries = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Digest> eldest) {
            return size() > MOST;
        }
    };
    private int lines;

    DigestCache(Path file) {
        this.file = file;
        if (!Files.exists(file)) {
            return;
        }
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                lines++;
                load(line);
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be read; digests are computed again", file, e);
        }
    }

    private void load(String line) {
        int blank = line.indexOf(' ');
        try {
            entries.put(line.substring(blank + 1), Digest.parse(line.substring(0, Math.max(0, blank))));
        } catch (IllegalArgumentException e) {
            LOG.debug("a line of {} cannot be read", file, e);
        }
    }

    /** What a file was when its digest was computed. */
    static String key(Path path, BasicFileAttributes is) {
        String shown =
                path.toAbsolutePath().normalize().toString().replace("%", "%25").replace("\n", "%0A");
        return is.size() + " " + is.lastModifiedTime().toInstant() + " "
                + String.valueOf(is.fileKey()).replace(' ', '_') + " " + shown;
    }

    synchronized Optional<Digest> find(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    synchronized void put(String key, Digest digest) {
        if (digest.equals(entries.put(key, digest))) {
            return;
        }
        try {
            if (++lines > 2 * MOST) {
                lines = entries.size();
                Files.writeString(
                        file,
                        entries.entrySet().stream()
                                .map(e -> e.getValue() + " " + e.getKey() + "\n")
                                .collect(Collectors.joining()),
                        StandardCharsets.UTF_8);
            } else {
                Files.writeString(
                        file,
                        digest + " " + key + "\n",
                        StandardCharsets.UTF_8,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be written; the digest will be computed again", file, e);
        }
    }
}
