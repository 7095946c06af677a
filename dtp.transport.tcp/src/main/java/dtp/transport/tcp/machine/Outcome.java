package dtp.transport.tcp.machine;

import dtp.api.Verification;
import dtp.api.transport.End;

/**
 * How one request of a client ended on its connection.
 *
 * @param verdict what to do next
 * @param end for DONE
 * @param reusable the connection stands in CLIENT_CONNECT and takes another request
 * @param verification of an upload
 */
public record Outcome(Verdict verdict, End end, boolean reusable, Verification verification) {
    /** What is to be done. */
    public enum Verdict {
        /** It is over. */
        DONE,
        /** A base server has answered: remember it, connect again and send unmarked. */
        IS_BASE,
        /** Closed, or 10 s of silence: one unmarked try, nothing remembered. */
        IS_NEITHER,
        /** A reused connection was closed before it answered: connect once more. */
        WAS_STALE
    }

    static Outcome done(End end, boolean reusable) {
        return new Outcome(Verdict.DONE, end, reusable, Verification.NONE);
    }

    static Outcome of(Verdict verdict) {
        return new Outcome(verdict, End.of(End.Kind.ENDED), false, Verification.NONE);
    }
}
