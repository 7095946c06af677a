package dtp.api.transport;

import org.osgi.annotation.versioning.ConsumerType;

/** Whiteboard; every registered policy must allow. Called by the engine on its own threads, never by transports. */
@ConsumerType
public interface AccessPolicy {
    /** What the peer wants to do. Refuse an unknown constant. */
    enum Action {
        READ,
        WRITE,
        LIST
    }

    /** Does not block for long. */
    boolean allows(Peer peer, Action action, String name);
}
