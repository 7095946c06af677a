package dtp.api.transport;

import dtp.api.Reason;
import dtp.api.Verification;
import dtp.api.interval.IntervalSet;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/** An upload being received. Any thread. */
@ProviderType
public interface Reception extends AutoCloseable {
    UUID session();

    /** What is still to come; [0, Long.MAX_VALUE) while the size is unknown. */
    IntervalSet missing();

    Sink sink();

    /**
     * The remote says that this was all of it: gaps refuse, then sync, verify, publish. [V05] Fails with
     * {@link RefusedException} (GAPS, DIGEST_MISMATCH, EXISTS, IO) and nothing else. [V06] Answer the remote only when it has
     * completed: then the payload is visible, whole and durable.
     */
    CompletionStage<Verification> commit(long size);

    /** The peer is gone: keep as a paused session (resumable offers), else drop. {@link #close()} without commit does the same. */
    void suspend(String why);

    /** The peer took it back: nothing is kept. */
    void abandon(String why);

    /** Runs once when the operator, the store or the engine wants it ended; at once when that is so already. */
    void onStop(Consumer<Reason> stop);

    /** [V07] Idempotent. */
    @Override
    void close();
}
