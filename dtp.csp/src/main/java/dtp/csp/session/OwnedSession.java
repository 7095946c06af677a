package dtp.csp.session;

import dtp.api.Session;

/** What the engine asks of every session beyond what applications may. */
interface OwnedSession extends Session {
    /** The engine stops: come to rest and let go of everything; {@code then} on the engine lane, always. Any thread. */
    void shutDown(Runnable then);

    /** Engine lane: transports came or went. */
    default void transportsChanged() {}
}
