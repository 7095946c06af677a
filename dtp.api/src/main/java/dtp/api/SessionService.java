package dtp.api;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What applications use to move files. Thread-safe. Serving is not here: see {@link dtp.api.transport.Serving}.
 */
@ProviderType
public interface SessionService {
    /**
     * Starts a get, or goes on with the session that stands beside the file when it can be the same payload: from these sources,
     * with these options, and with whatever was demanded before or is now (digest, requireDigest, replace). A session that runs
     * cannot take others: then it is returned only when it runs as it is asked for here.
     *
     * @throws IllegalArgumentException when an endpoint is wrong, in words for the user
     * @throws IOException when the files cannot be made, are in use or belong to another payload, or the session runs with other
     *     options; names the file, what is safe and what to do
     */
    Session get(GetRequest request) throws IOException;

    /** Starts a put. @throws IllegalArgumentException when the endpoint is wrong */
    Session put(PutRequest request);

    /**
     * Takes a stored session under its lock, PAUSED.
     *
     * @param file the final name, or the .dtp
     * @throws IOException naming the file when there is none, or it is foreign, damaged in its head or in use
     */
    Session load(Path file) throws IOException;

    /** Looks without lock; from memory when this container has it open. @throws IOException as {@link #load} */
    StoredSession inspect(Path file) throws IOException;

    Optional<Session> find(UUID id);

    /** All of this container that are not terminal, in any order. */
    List<Session> sessions();

    /** Unfinished sessions that the home knows and this container has not open, in any order; files that are gone are left out. */
    List<StoredSession> stored();

    /** Finished sessions that the home remembers, newest first, at most {@code most}. */
    List<StoredSession> history(int most);

    /**
     * Reads a file back and compares it with what is known of it: a finished file with the digest in the history, an
     * unfinished one with its session file. Never changes a finished file. Fails with IOException.
     */
    CompletionStage<VerificationReport> verify(Path file);

    /** Lets go of a session that does not run, or of a remembered finished one; deletes no file. False when none is known. */
    boolean forget(Path file) throws IOException;
}
