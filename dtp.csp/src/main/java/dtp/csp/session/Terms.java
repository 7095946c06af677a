package dtp.csp.session;

import dtp.api.Endpoint;
import dtp.api.TransferOptions.Durability;
import java.util.List;

/**
 * How a get was asked for last. From the beginning of a run to its rest they are bound: what is demanded of a session is either
 * what its run goes by, or refused. Any thread; bound and released on the engine lane.
 */
final class Terms {
    /** What becomes of a new request. */
    enum Answer {
        /** It holds for the next run. */
        TAKEN,
        /** A run goes by all of it. */
        GRANTED,
        /** A run is bound to others, and nothing has changed. */
        REFUSED
    }

    private StoredOptions asked;
    private boolean bound;

    Terms(StoredOptions asked) {
        this.asked = asked;
    }

    synchronized StoredOptions asked() {
        return asked;
    }

    Durability level() {
        return asked().options().durability();
    }

    /** A run goes by them. */
    synchronized void bind() {
        bound = true;
    }

    /** The run has come to rest. */
    synchronized void release() {
        bound = false;
    }

    /** Other sources, for the next run. */
    synchronized void from(List<Endpoint> sources) {
        asked = asked.with(sources);
    }

    /** Asks for it anew. */
    synchronized Answer accept(StoredOptions request) {
        if (bound) {
            return asked.lacks(request).isEmpty() ? Answer.GRANTED : Answer.REFUSED;
        }
        asked = asked.with(request);
        return Answer.TAKEN;
    }
}
