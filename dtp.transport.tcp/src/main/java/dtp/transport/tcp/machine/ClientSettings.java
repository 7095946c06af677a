package dtp.transport.tcp.machine;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.payload.PayloadChangedException;
import dtp.api.transport.End;

/**
 * What one request of a client goes by.
 *
 * @param endpoint for what is said to the operator
 * @param speech what is known of the server
 * @param reused the connection carried a request before
 * @param rangedRequired never falls back to base
 * @param idleTimeoutNs silence that ends the request
 */
public record ClientSettings(
        Endpoint endpoint, Speech speech, boolean reused, boolean rangedRequired, long idleTimeoutNs) {
    /** 10 s of silence after a marked message: neither (tcp.md "Recognising"). */
    static final long RECOGNISE_NS = 10_000_000_000L;
    /** While the remote verifies, commits or computes: {@code W} comes every 5 s. */
    static final long WORK_NS = 60_000_000_000L;

    End end(End.Kind kind, Reason.Code code, String text) {
        return End.of(kind, Reason.at(endpoint, code, text));
    }

    End lost(String why) {
        return lost(why, "What has come is kept; the transfer goes on when it connects again.");
    }

    /** @param then what becomes of it, a sentence */
    End lost(String why, String then) {
        return end(
                End.Kind.TRANSIENT,
                Reason.Code.NO_CONTACT,
                "The connection to " + endpoint.authority() + " broke off (" + why + "). " + then);
    }

    /**
     * What was to be put cannot be read, or is another now: no try again heals it.
     *
     * @param more what else the operator is to know
     */
    public static End unreadable(Endpoint endpoint, Throwable failed, String more) {
        Throwable cause = Refusals.cause(failed);
        boolean changed = cause instanceof PayloadChangedException;
        String what = changed ? "The payload was changed while it was being put (" : "The payload cannot be read (";
        String next = changed ? "Resume puts the new one." : "Resume tries again.";
        return End.of(
                End.Kind.PERMANENT,
                Reason.at(
                        endpoint,
                        changed ? Reason.Code.SOURCE_CHANGED : Reason.Code.IO_ERROR,
                        what + cause.getMessage() + "); it was not stored at " + endpoint.authority() + "." + more + " "
                                + next));
    }

    End protocol(String what) {
        return end(
                End.Kind.PERMANENT,
                Reason.Code.PROTOCOL_ERROR,
                endpoint.authority() + " does not speak this protocol: " + what
                        + ". Check the port, and whether it needs tcps://.");
    }

    End baseOnly() {
        return end(
                End.Kind.PERMANENT,
                Reason.Code.PROTOCOL_ERROR,
                endpoint.authority() + " speaks the base protocol only, and ?ranged=required forbids it. "
                        + "Leave the option out to transfer without resume and verification.");
    }
}
