package dtp.shell.command;

import java.io.IOException;

/** A command ends here; the message tells the user what failed, what is safe and what to do next. */
final class CommandException extends Exception {
    private static final long serialVersionUID = 1;

    private final int exit;

    private CommandException(int exit, String message, Throwable cause) {
        super(message, cause);
        this.exit = exit;
    }

    static CommandException usage(String message) {
        return new CommandException(Exit.WRONG_USAGE, message, null);
    }

    static CommandException failed(String message) {
        return new CommandException(Exit.FAILED, message, null);
    }

    static CommandException failed(String message, Throwable cause) {
        return new CommandException(Exit.FAILED, message, cause);
    }

    static CommandException failed(IOException cause) {
        return failed(Words.why(cause), cause);
    }

    static CommandException resumable(String message, Throwable cause) {
        return new CommandException(Exit.RESUMABLE, message, cause);
    }

    int exit() {
        return exit;
    }
}
