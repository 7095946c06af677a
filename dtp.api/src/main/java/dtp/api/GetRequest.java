package dtp.api;

import dtp.api.payload.Digest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** One file from one or more endpoints. Immutable; a final class with a builder. */
public final class GetRequest {
    private final List<Endpoint> sources;
    private final Path file;
    private final TransferOptions options;
    private final Optional<Digest> digest;
    private final boolean requireDigest;
    private final boolean replace;
    private final boolean awaitTransport;
    private final boolean adopt;

    private GetRequest(Builder b) {
        sources = List.copyOf(b.sources);
        file = b.file;
        options = b.options;
        digest = b.digest;
        requireDigest = b.requireDigest;
        replace = b.replace;
        awaitTransport = b.awaitTransport;
        adopt = b.adopt;
    }

    /** @param file the final name; {@code .part} and {@code .dtp} stand beside it until it is whole */
    public static Builder to(Path file, Endpoint... sources) {
        return new Builder(file, List.of(sources));
    }

    /** At least one. */
    public List<Endpoint> sources() {
        return sources;
    }

    /** Final name, absolute. */
    public Path file() {
        return file;
    }

    public TransferOptions options() {
        return options;
    }

    /** What the file must have; compared before it is published. */
    public Optional<Digest> digest() {
        return digest;
    }

    /** True: without a digest from the request or a source the file is not published; the session ends FAILED(NO_DIGEST), all bytes kept. */
    public boolean requireDigest() {
        return requireDigest;
    }

    /** Replace a finished file of that name. */
    public boolean replace() {
        return replace;
    }

    /** True: a transport that is not there is waited for (TRANSPORT_GONE); false: the session service refuses at once. */
    public boolean awaitTransport() {
        return awaitTransport;
    }

    /**
     * True: the unfinished session that stands beside the file goes on from these sources though it knows none of them; the caller
     * vouches that they hold the same payload. Size and digest are compared nevertheless; only a digest that an earlier request
     * asked for is replaced by the one asked for now. False: it is refused.
     */
    public boolean adopt() {
        return adopt;
    }

    /** Not thread-safe. */
    public static final class Builder {
        private final Path file;
        private final List<Endpoint> sources;
        private TransferOptions options = TransferOptions.defaults();
        private Optional<Digest> digest = Optional.empty();
        private boolean requireDigest;
        private boolean replace;
        private boolean awaitTransport = true;
        private boolean adopt;

        private Builder(Path file, List<Endpoint> sources) {
            this.file = file.toAbsolutePath().normalize();
            this.sources = new ArrayList<>(sources);
        }

        public Builder source(Endpoint value) {
            sources.add(Objects.requireNonNull(value));
            return this;
        }

        public Builder options(TransferOptions value) {
            options = Objects.requireNonNull(value);
            return this;
        }

        public Builder digest(Digest value) {
            digest = Optional.of(value);
            return this;
        }

        public Builder requireDigest(boolean value) {
            requireDigest = value;
            return this;
        }

        public Builder replace(boolean value) {
            replace = value;
            return this;
        }

        public Builder awaitTransport(boolean value) {
            awaitTransport = value;
            return this;
        }

        public Builder adopt(boolean value) {
            adopt = value;
            return this;
        }

        /** @throws IllegalArgumentException when there is no source or the file has no name */
        public GetRequest build() {
            if (sources.isEmpty()) {
                throw new IllegalArgumentException("a get needs at least one source");
            }
            if (file.getFileName() == null) {
                throw new IllegalArgumentException(file + " is not the name of a file");
            }
            return new GetRequest(this);
        }
    }
}
