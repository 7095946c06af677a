package dtp.api;

import dtp.api.interval.IntervalSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One transfer. Thread-safe; no method blocks but {@link #content()}. Hold the id, not the object, across updates of the bundle
 * that implements it.
 */
@ProviderType
public interface Session {
    /** What the session does. Treat an unknown constant as "something else". */
    enum Direction {
        GET,
        PUT,
        /** An upload of a remote that arrives here. */
        RECEIVE,
        /** A download of a remote that is served from here. */
        SERVE
    }

    UUID id();

    Direction direction();

    /** Sources of a GET, the target of a PUT, the peer of RECEIVE and SERVE. */
    List<Endpoint> endpoints();

    /** The final name of a GET, the file of a PUT; empty where there is none. */
    Optional<Path> file();

    SessionStatus status();

    /** Readable now; its complement is what the planner asks for. O(n) copy. */
    IntervalSet received();

    /** Recorded and synced; subset of {@link #received()}. O(n) copy. */
    IntervalSet durable();

    /** Idempotent in every state. */
    void pause();

    /** Allowed in PAUSED and FAILED, else no effect. */
    void resume();

    /** As {@link #resume()}, from other endpoints; the payload must be able to be the same one. */
    void resumeFrom(List<Endpoint> sources);

    /**
     * Ends the session for good.
     *
     * @param keepFiles true: .part and .dtp stay for a later {@link SessionService#load}
     */
    void cancel(boolean keepFiles);

    /**
     * Completes, on an engine thread and never exceptionally, when the session next comes to rest: COMPLETED, CANCELLED,
     * FAILED, or PAUSED for a reason that needs somebody (not TRANSPORT_GONE, nor NO_CONTACT with waitForContact). After a
     * resume call it again.
     */
    CompletionStage<SessionStatus> settled();

    /** Reader of what is there; close it. Works in every state, after publish too. @throws IOException when the file is gone */
    PartialContent content() throws IOException;
}
