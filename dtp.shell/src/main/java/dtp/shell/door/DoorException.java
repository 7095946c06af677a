package dtp.shell.door;

import java.io.IOException;

/** The door cannot be opened, or what came through it is none of ours; says why, for the operator. */
public final class DoorException extends IOException {
    private static final long serialVersionUID = 1;

    public DoorException(String message) {
        super(message);
    }

    public DoorException(String message, Throwable cause) {
        super(message, cause);
    }
}
