package dtp.transport.udp.wire;

/** A datagram that is none of ours, by kind. Without a stack trace: anybody can cause it. */
public final class DecodeException extends Exception {
    /** What is wrong, in the order in which it is checked. */
    public enum Kind {
        TOO_SHORT,
        TOO_LONG,
        UNKNOWN_OP,
        BAD_SEPARATOR,
        BAD_NUMBER,
        BAD_TEXT,
        BAD_COUNT
    }

    private static final long serialVersionUID = 1;

    private final Kind kind;

    public DecodeException(Kind kind) {
        super(kind.name(), null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
