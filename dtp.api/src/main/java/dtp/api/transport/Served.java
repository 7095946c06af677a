package dtp.api.transport;

import dtp.api.Reason;
import dtp.api.payload.Payload;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/** A payload being sent to somebody; a session of direction SERVE to the operator. Any thread. */
@ProviderType
public interface Served extends AutoCloseable {
    /** Closed with this. */
    Payload payload();

    /** For progress; sendfile bypasses {@link Payload#read}. */
    void sent(long bytes);

    /** Bytes a second that this transfer may use now; Long.MAX_VALUE for no limit. */
    long throughputBytesPerSecond();

    /** Runs once when the operator, the store or the engine wants it ended; at once when that is so already. */
    void onStop(Consumer<Reason> stop);

    /** [V03] Idempotent. */
    @Override
    void close();
}
