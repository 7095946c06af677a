package dtp.app;

/** The container cannot do what the program needs; the message is a clause for the user, without a full stop. */
final class ContainerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ContainerException(String message, Throwable cause) {
        super(message, cause);
    }
}
