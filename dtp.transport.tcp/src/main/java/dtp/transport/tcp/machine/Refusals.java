package dtp.transport.tcp.machine;

import dtp.api.transport.RefusedException;
import dtp.transport.tcp.wire.Codes;
import java.util.concurrent.CompletionException;

/** What a refusal of the engine is on the wire. Any thread. */
final class Refusals {
    private Refusals() {}

    /** {@code F}: no such file, or the file is being uploaded. {@code E}: any other error. */
    static byte ofDownload(Throwable refused) {
        return switch (why(refused)) {
            case NOT_FOUND, NOT_ALLOWED, BAD_NAME, IN_USE -> Codes.REFUSED;
            case EXISTS, NO_SPACE, TOO_LARGE, TOO_MANY, CHANGED, GAPS, DIGEST_MISMATCH, IO, STOPPING -> Codes.ERROR;
        };
    }

    /** {@code F}: exists, in use, no space, or not to be written; {@code E}: any other error. */
    static byte ofUpload(Throwable refused) {
        return switch (why(refused)) {
            case NOT_FOUND, NOT_ALLOWED, BAD_NAME, IN_USE, EXISTS, NO_SPACE, TOO_LARGE -> Codes.REFUSED;
            case TOO_MANY, CHANGED, GAPS, DIGEST_MISMATCH, IO, STOPPING -> Codes.ERROR;
        };
    }

    /** {@code F}: the digest differs; {@code E}: any other error, which the next offer says more of (tcp.md "Ranged"). */
    static byte ofCommit(Throwable refused) {
        return why(refused) == RefusedException.Why.DIGEST_MISMATCH ? Codes.REFUSED : Codes.ERROR;
    }

    static RefusedException.Why why(Throwable refused) {
        return cause(refused) instanceof RefusedException r ? r.why() : RefusedException.Why.IO;
    }

    /** Why a stage failed, which may have wrapped it. */
    static Throwable cause(Throwable failed) {
        return failed instanceof CompletionException && failed.getCause() != null ? failed.getCause() : failed;
    }
}
