package dtp.shell;

import java.util.List;

/**
 * The dtp command line as a service, for the program that starts the container.
 *
 * <p>{@link #run} is called once, on the program's main thread; {@link #interrupt} on the thread of the signal.
 */
public interface CommandLine {
    /**
     * Runs one command to its end, and writes to standard output and standard error.
     *
     * @param args the arguments as the user typed them, {@code --home} included
     * @return the exit code: 0 complete, 1 failed, 2 wrong usage, 3 incomplete but resumable
     */
    int run(List<String> args);

    /**
     * Asks the running command to pause, checkpoint and return, as Ctrl-C or SIGTERM ask; returns at once. A second call asks it
     * to return without waiting for anything. Does nothing when no command runs.
     */
    void interrupt();
}
