package dtp.csp.session;

import dtp.api.Reason;
import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import java.util.Optional;
import java.util.function.Consumer;

/** What a session asks of the engine around it. Engine lane, unless a method says otherwise. */
interface SessionHost {
    /** The session is terminal: let it go and remember it. */
    void finished(OwnedSession session, Optional<Digest> computed);

    /**
     * Any thread.
     *
     * @param tooLarge on the engine lane, when the disk has no room for what is still to come
     */
    void checkSpace(Intake intake, PayloadInfo known, Consumer<Reason> tooLarge);
}
