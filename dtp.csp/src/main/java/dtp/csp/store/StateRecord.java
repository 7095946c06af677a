package dtp.csp.store;

import dtp.api.Reason;
import dtp.api.SessionState;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a session stood.
 *
 * @param since milliseconds are kept
 */
public record StateRecord(SessionState state, Optional<Reason> reason, Instant since) {
    public StateRecord {
        Objects.requireNonNull(state);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(since);
    }
}
