package dtp.api.payload;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of a payload so far; every part but the name may be unknown and be learnt later. Immutable. A final class, not
 * a record, so that parts can be added without breaking anybody.
 */
public final class PayloadInfo {
    private final String name;
    private final OptionalLong size;
    private final Optional<Digest> digest;
    private final Optional<Instant> modified;

    private PayloadInfo(String name, OptionalLong size, Optional<Digest> digest, Optional<Instant> modified) {
        this.name = Objects.requireNonNull(name);
        this.size = size;
        this.digest = digest;
        this.modified = modified;
    }

    public static PayloadInfo named(String name) {
        return new PayloadInfo(name, OptionalLong.empty(), Optional.empty(), Optional.empty());
    }

    /** @throws IllegalArgumentException when {@code bytes} is negative */
    public PayloadInfo size(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a payload cannot have " + bytes + " bytes");
        }
        return new PayloadInfo(name, OptionalLong.of(bytes), digest, modified);
    }

    public PayloadInfo digest(Digest value) {
        return new PayloadInfo(name, size, Optional.of(value), modified);
    }

    public PayloadInfo modified(Instant when) {
        return new PayloadInfo(name, size, digest, Optional.of(when));
    }

    public String name() {
        return name;
    }

    /** Bytes. */
    public OptionalLong size() {
        return size;
    }

    public Optional<Digest> digest() {
        return digest;
    }

    public Optional<Instant> modified() {
        return modified;
    }

    /**
     * True when size, and digest where both know it with the same algorithm, agree; {@code modified} is no part of identity
     * (mirrors differ in it).
     */
    public boolean mayBe(PayloadInfo other) {
        boolean sizes = size.isEmpty() || other.size.isEmpty() || size.equals(other.size);
        boolean comparable = digest.isPresent()
                && other.digest.isPresent()
                && digest.get().algorithm().equals(other.digest.get().algorithm());
        return sizes && (!comparable || digest.equals(other.digest));
    }

    /** This, with every part that only {@code other} knows added from it; the name stays. */
    public PayloadInfo learn(PayloadInfo other) {
        return new PayloadInfo(
                name,
                size.isPresent() ? size : other.size,
                digest.or(() -> other.digest),
                modified.or(() -> other.modified));
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof PayloadInfo p
                && p.name.equals(name)
                && p.size.equals(size)
                && p.digest.equals(digest)
                && p.modified.equals(modified);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, size, digest, modified);
    }

    @Override
    public String toString() {
        return name + " size=" + (size.isPresent() ? size.getAsLong() : "?")
                + digest.map(d -> " " + d).orElse("")
                + modified.map(m -> " modified=" + m).orElse("");
    }
}
