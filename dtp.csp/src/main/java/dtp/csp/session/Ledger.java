package dtp.csp.session;

import dtp.api.Endpoint;
import dtp.api.PutRequest;
import dtp.api.Session;
import dtp.api.SessionState;
import dtp.api.Verification;
import dtp.api.payload.PayloadInfo;
import dtp.csp.store.StateRecord;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What the engine remembers in its home beyond the session files: which of them there are, puts that run, and what was finished.
 * Losing it loses no byte. Any thread; may block shortly.
 */
interface Ledger {
    /** A finished session; {@code payload} has the digest of what is on disk, compared or not. */
    record Finished(
            UUID id,
            Session.Direction direction,
            List<Endpoint> endpoints,
            Optional<Path> file,
            SessionState state,
            Verification verification,
            PayloadInfo payload,
            Instant when) {}

    /** @param synced it survives a power cut as well */
    void opened(UUID id, Path stateFile, boolean synced);

    /** It is finished, or was let go. */
    void closed(UUID id);

    /** Session files that were opened and not closed. */
    Map<UUID, Path> known();

    /**
     * A put that is not over.
     *
     * @param rest where it came to rest; empty: it runs, or did when its program ended
     */
    record Put(PutRequest request, Optional<StateRecord> rest) {}

    /** In place of what was known of it. */
    void put(UUID id, Put put);

    /** Puts that are not closed, but for those that another living process runs. */
    Map<UUID, Put> puts();

    /** As {@link #closed}, of a session of this engine: costs nothing where the ledger never heard of it. */
    void ended(UUID id);

    /** In the order in which they ended; on the disk at the next {@link #flush}, and seen by {@link #history} before. */
    void finished(Finished session);

    /** Writes what was finished since the last time, all in one write. */
    void flush();

    /** Newest first. */
    List<Finished> history(int most);

    /** Forgets what was finished under this name. @return false when there was none */
    boolean forget(Path file);
}
