package dtp.csp.store;

import dtp.api.payload.Digest;
import java.util.Objects;
import java.util.Optional;

/**
 * What is about to be made visible under its final name.
 *
 * @param finalName the file's name, no path
 * @param size bytes, 0 or more
 * @param digest what was verified; empty: nothing could be
 * @param replace a file of that name may be replaced
 */
public record PublishRecord(String finalName, long size, Optional<Digest> digest, boolean replace) {
    public PublishRecord {
        Objects.requireNonNull(finalName);
        Objects.requireNonNull(digest);
        if (size < 0) {
            throw new IllegalArgumentException("size must not be negative but was " + size);
        }
    }
}
