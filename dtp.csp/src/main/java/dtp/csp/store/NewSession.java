package dtp.csp.store;

import dtp.api.payload.PayloadInfo;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What a session file starts with.
 *
 * @param info what is known of the payload; empty: not even its name
 * @param replace the final file may exist
 */
public record NewSession(
        UUID id, Optional<PayloadInfo> info, StateRecord state, SourcesRecord sources, boolean replace) {
    public NewSession {
        Objects.requireNonNull(id);
        Objects.requireNonNull(info);
        Objects.requireNonNull(state);
        Objects.requireNonNull(sources);
    }
}
