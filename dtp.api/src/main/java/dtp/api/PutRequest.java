package dtp.api;

import dtp.api.payload.Payload;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One payload to one endpoint. The remote holds the truth of what it has: a put keeps no state file, and putting again resumes.
 * Immutable.
 */
public final class PutRequest {
    private final Path file;
    private final Supplier<Payload> payload;
    private final Endpoint target;
    private final TransferOptions options;

    private PutRequest(Path file, Supplier<Payload> payload, Endpoint target, TransferOptions options) {
        this.file = file;
        this.payload = payload;
        this.target = Objects.requireNonNull(target);
        this.options = Objects.requireNonNull(options);
    }

    /** A file; its digest is remembered by the session service. */
    public static PutRequest of(Path file, Endpoint target, TransferOptions options) {
        return new PutRequest(file.toAbsolutePath().normalize(), null, target, options);
    }

    /** Something else than a file, opened anew for each attempt. */
    public static PutRequest of(Supplier<Payload> payload, Endpoint target, TransferOptions options) {
        return new PutRequest(null, Objects.requireNonNull(payload), target, options);
    }

    /** Exactly one of this and {@link #payload()} is present. */
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    public Optional<Supplier<Payload>> payload() {
        return Optional.ofNullable(payload);
    }

    public Endpoint target() {
        return target;
    }

    public TransferOptions options() {
        return options;
    }
}
