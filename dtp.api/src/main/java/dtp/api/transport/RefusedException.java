package dtp.api.transport;

/** Why a container does not serve or take something; each protocol has its answer for each. Without a stack trace: peers can cause it. */
public final class RefusedException extends Exception {
    /** Treat an unknown constant as IO. */
    public enum Why {
        NOT_FOUND,
        NOT_ALLOWED,
        BAD_NAME,
        EXISTS,
        IN_USE,
        NO_SPACE,
        TOO_LARGE,
        TOO_MANY,
        CHANGED,
        GAPS,
        DIGEST_MISMATCH,
        IO,
        STOPPING
    }

    private static final long serialVersionUID = 1;

    private final Why why;

    public RefusedException(Why why, String message) {
        super(message, null, false, false);
        this.why = why;
    }

    public Why why() {
        return why;
    }
}
