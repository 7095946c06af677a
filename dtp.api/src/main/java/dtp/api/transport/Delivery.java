package dtp.api.transport;

import dtp.api.Verification;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** One put on its way. Any thread. */
@ConsumerType
public interface Delivery extends AutoCloseable {
    /**
     * [T21] Completes normally, exactly once, after the last call of the observer. ENDED: the remote has said "stored", or (base
     * TCP) has closed after the last byte.
     */
    CompletionStage<End> end();

    /** [T22] After ENDED: DIGEST where the remote verified, SIZE where it acknowledged, NONE where it said nothing. */
    Verification verification();

    /** As {@link Source#throughput}. */
    void throughput(long bytesPerSecond);

    /** [T23] Idempotent, never blocks; an open delivery ends CLOSED within 1 s. The remote keeps what it has where its protocol can. */
    @Override
    void close();
}
