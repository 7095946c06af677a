package dtp.api;

import dtp.api.payload.PayloadInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.osgi.annotation.versioning.ProviderType;

/** One consistent, immutable look at a session; cheap (no interval list). */
@ProviderType
public interface SessionStatus {
    SessionState state();

    /** Why it stands there; present for PAUSED, FAILED and CANCELLED. */
    Optional<Reason> reason();

    /** Meaningful once COMPLETED. */
    Verification verification();

    /** What is known of the payload; its digest, once COMPLETED with {@link Verification#DIGEST}, is the one that was compared. */
    PayloadInfo payload();

    /** Readable now. */
    long heldBytes();

    /** Survives what {@link TransferOptions.Durability} promises. */
    long durableBytes();

    /** Gaps in what is held, below the size. */
    int holes();

    /** Progress over the last seconds, bytes a second. */
    long rateBytesPerSecond();

    /** Milliseconds; empty while unknown or not running. */
    OptionalLong remainingMs();

    /** Requests made so far. */
    int rounds();

    /** Bytes that came although they were held already. */
    long duplicateBytes();

    /** Milliseconds of reception that a crash may lose at most, from now on (durability.md §4). */
    long lossBoundMs();

    /** When the state was entered, UTC. */
    Instant since();

    /** What the operator should know and that ended nothing, newest last, at most 16. */
    List<Reason> notes();
}
