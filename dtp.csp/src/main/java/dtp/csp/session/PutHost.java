package dtp.csp.session;

import dtp.csp.store.StateRecord;

/** What a put asks of the engine around it: it keeps no file of its own. Engine lane. */
interface PutHost extends SessionHost {
    /** It runs again. */
    void runs(PutSession put);

    /** It came to rest, and is not to go on by itself at the next start. */
    void rests(PutSession put, StateRecord where);
}
