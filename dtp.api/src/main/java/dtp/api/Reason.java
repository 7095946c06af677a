package dtp.api;

import java.util.Objects;
import java.util.Optional;

/**
 * Why a session stands where it stands: text only. Never holds a Throwable: an exception of a transport's class would pin that
 * bundle's class loader after an update.
 */
public final class Reason {
    /** What kind of reason. Treat an unknown constant as "something else": more may be added in a minor version. */
    public enum Code {
        /** Somebody asked for it. */
        USER,
        /** The container stops. */
        SHUTDOWN,
        /** The transport of the endpoint is not there; goes on by itself when it is back. */
        TRANSPORT_GONE,
        /** The remote is out of contact; goes on by itself when it is back. */
        NO_CONTACT,
        /** Tried as often as the retry policy allows. */
        RETRIES_EXHAUSTED,
        WAITING_TURN,
        DISK_FULL,
        IO_ERROR,
        /** The remote has no such payload. */
        NOT_FOUND,
        /** The remote, or this container, does not allow it. */
        NOT_ALLOWED,
        BUSY,
        /** The final name is taken. */
        EXISTS,
        /** The endpoint tells another size, time or digest than before. */
        SOURCE_CHANGED,
        SOURCES_DIFFER,
        DIGEST_MISMATCH,
        /** A digest is required and none of the sources tells one. */
        NO_DIGEST,
        /** The remote speaks something else. */
        PROTOCOL_ERROR,
        TOO_LARGE,
        CANCELLED
    }

    private final Code code;
    private final String text;
    private final Endpoint endpoint;

    private Reason(Code code, String text, Endpoint endpoint) {
        this.code = Objects.requireNonNull(code);
        this.text = Objects.requireNonNull(text);
        this.endpoint = endpoint;
    }

    public static Reason of(Code code, String text) {
        return new Reason(code, text, null);
    }

    public static Reason at(Endpoint endpoint, Code code, String text) {
        return new Reason(code, text, Objects.requireNonNull(endpoint));
    }

    public Code code() {
        return code;
    }

    /** One or two sentences for the operator: what failed, what is safe, what to do next. */
    public String text() {
        return text;
    }

    public Optional<Endpoint> endpoint() {
        return Optional.ofNullable(endpoint);
    }

    @Override
    public String toString() {
        return code + (endpoint == null ? "" : " at " + endpoint) + ": " + text;
    }
}
