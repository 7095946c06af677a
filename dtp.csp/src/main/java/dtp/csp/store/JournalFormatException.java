package dtp.csp.store;

/** Bytes of a session file that are not what they should be. Stackless: reading ends there, nobody looks for a line. */
final class JournalFormatException extends Exception {
    private static final long serialVersionUID = 1;

    JournalFormatException(String message) {
        super(message, null, false, false);
    }
}
