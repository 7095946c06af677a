package dtp.api.transport;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A command that a transport's bundle adds to the command line, such as {@code dtp keygen}: a service with property
 * {@link #NAME}. A name that the command line has itself is never looked for here. Each call on a thread of its own.
 */
@ConsumerType
public interface TransportCommand {
    /** Service property, String: what stands behind {@code dtp}. */
    String NAME = "dtp.command.name";

    /** A line or more on what it does and takes, for {@code dtp NAME --help}. */
    String help();

    /**
     * Runs it to its end. It runs in the process of the user, never in a container that serves.
     *
     * @param args what was typed, but for the name and for the options that every command takes
     * @param directory what relative file names are relative to, absolute
     * @param config directory of configuration files, absolute; may be absent
     * @param out for results
     * @param err for what went wrong, in words that tell what is safe and what to do
     * @return the exit code: 0 done, 1 failed, 2 wrong usage
     */
    int run(List<String> args, Path directory, Path config, PrintStream out, PrintStream err);
}
