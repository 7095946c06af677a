package dtp.api.transport;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** One request on its way. Any thread. */
@ConsumerType
public interface Fetch {
    /**
     * [T14] Always completes normally, exactly once, after the last call of the sink. ENDED does not promise that all of
     * {@code wanted} came. [T15] A payload that the remote does not have ends PERMANENT with NOT_FOUND, or NOT_ALLOWED where the
     * remote does not tell them apart; [T16] a remote that is not there ends QUIET or TRANSIENT.
     */
    CompletionStage<End> end();

    /** [T17] Idempotent; the fetch ends CANCELLED within 1 s, also against a remote that cannot be told and is ignored from now on. */
    void cancel();
}
