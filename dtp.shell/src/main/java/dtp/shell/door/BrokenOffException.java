package dtp.shell.door;

import java.io.IOException;

/** A command that was handed to another process has no end: that process ended before, or did not take it. Says which, and why. */
public final class BrokenOffException extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean begun;

    private BrokenOffException(boolean begun, String message, Throwable cause) {
        super(message, cause);
        this.begun = begun;
    }

    static BrokenOffException notTaken(String why, Throwable cause) {
        return new BrokenOffException(
                false,
                "the running process of this home did not take the command (" + why + "); nothing was begun",
                cause);
    }

    static BrokenOffException underWay(String why, Throwable cause) {
        return new BrokenOffException(true, "the process that ran it broke off (" + why + ")", cause);
    }

    /** False when nothing was begun for certain. */
    public boolean mayHaveBegun() {
        return begun;
    }
}
