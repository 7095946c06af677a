package dtp.api.transport;

import dtp.api.Reason;
import java.util.Objects;
import java.util.Optional;

/** How a fetch, a contact or a delivery ended. Immutable. */
public final class End {
    /** Treat an unknown constant as TRANSIENT: more may be added in a minor version. */
    public enum Kind {
        /** The remote says, or the data show, that this is over. */
        ENDED,
        /** The line fell silent for the idle timeout. */
        QUIET,
        /** Try again later: unreachable, busy, no contact. */
        TRANSIENT,
        /** Trying again is useless: not found, not allowed, other protocol. */
        PERMANENT,
        CANCELLED,
        CLOSED
    }

    private final Kind kind;
    private final Reason reason;

    private End(Kind kind, Reason reason) {
        this.kind = Objects.requireNonNull(kind);
        this.reason = reason;
    }

    public static End of(Kind kind) {
        return new End(kind, null);
    }

    public static End of(Kind kind, Reason reason) {
        return new End(kind, Objects.requireNonNull(reason));
    }

    public Kind kind() {
        return kind;
    }

    /** Present for TRANSIENT and PERMANENT. */
    public Optional<Reason> reason() {
        return Optional.ofNullable(reason);
    }

    @Override
    public String toString() {
        return kind + (reason == null ? "" : " (" + reason + ")");
    }
}
