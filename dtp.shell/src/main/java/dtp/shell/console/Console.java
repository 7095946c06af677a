package dtp.shell.console;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where one command writes: of this process, or of the client at the other end of the door. Used on the command's thread.
 *
 * @param out results
 * @param err progress and errors
 * @param columns width of the terminal behind {@code err}; 0 when it is none
 * @param unicode whether block characters can be shown
 * @param directory what relative file names are relative to
 */
public record Console(
        PrintStream out, PrintStream err, int columns, boolean unicode, Path directory, Interrupt interrupt) {
    public Console {
        Objects.requireNonNull(out);
        Objects.requireNonNull(err);
        Objects.requireNonNull(directory);
        Objects.requireNonNull(interrupt);
    }

    public boolean isTerminal() {
        return columns > 0;
    }

    /** The file a user means, absolute. */
    public Path file(String name) {
        return directory.resolve(name).normalize();
    }
}
