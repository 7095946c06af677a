package dtp.api;

import dtp.api.payload.Digest;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What {@link SessionService#verify} found. Immutable. */
@ProviderType
public interface VerificationReport {
    /** The outcome. Treat an unknown constant as "not verified". */
    enum Outcome {
        /** The digest of the bytes on disk is the one that was told. */
        VERIFIED,
        /** It is another. */
        MISMATCH,
        /** Every byte is readable, and no digest is known to compare with. */
        NO_DIGEST_KNOWN,
        /** An unfinished session: held bytes were read back; bad blocks, where block digests are known, were given up. */
        INCOMPLETE
    }

    Path file();

    Outcome outcome();

    /** Bytes read. */
    long bytes();

    /** Of the whole file; empty for an unfinished one. */
    Optional<Digest> computed();

    Optional<Digest> expected();

    /** One sentence for the operator. */
    String text();
}
