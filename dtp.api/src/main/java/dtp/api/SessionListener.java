package dtp.api;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whiteboard: register it as a service. Called on one engine thread, in order per session; a listener that throws or takes
 * longer than 1 s is logged and skipped, never waited for.
 */
@ConsumerType
public interface SessionListener {
    void stateChanged(Session session, SessionStatus before, SessionStatus now);

    /** At most twice a second for each session. */
    default void progress(Session session, SessionStatus now) {}
}
