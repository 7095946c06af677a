package dtp.transport.tcp.machine;

/** What a client knows of the server when it begins (tcp.md "Recognising"). */
public enum Speech {
    /** Nothing: a marked {@code D} finds out. */
    UNKNOWN,
    BASE,
    RANGED,
    /** It was ranged, but the last request got no answer: a marked {@code D} finds out, and no answer is lost contact. */
    RANGED_BEFORE
}
