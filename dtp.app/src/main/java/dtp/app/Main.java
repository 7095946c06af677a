package dtp.app;

import java.io.IOException;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * The program: finds its home in the arguments, starts the container there, lets the command line of dtp.shell run the
 * command, and ends with its exit code. Called by the JVM on the main thread.
 *
 * <p>The container is started only after {@code --home} is known: its cache lies there, see {@link Home}.
 */
public final class Main {
    private static final int FAILED = 1;

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(List.of(args)));
    }

    private static int run(List<String> args) {
        Settings settings;
        try {
            settings = Settings.of(args);
        } catch (IllegalArgumentException e) {
            System.err.println("dtp: " + e.getMessage());
            return 2;
        }
        try (Home home = Home.open(settings.home())) {
            FileLogging.into(settings.home().resolve("log"), settings.verbose());
            // Native parts that libraries unpack belong to this process's cache, not to /tmp.
            System.setProperty("java.io.tmpdir", home.temporary().toString());
            try (Container container = Container.start(settings, home)) {
                RunningCommand command = container.commandLine();
                Signals.handle(command);
                return command.run(args);
            }
        } catch (IOException e) {
            System.err.println("dtp: cannot use the home directory " + settings.home() + " (" + e
                    + "). Nothing was started; give another one with --home DIR.");
            return FAILED;
        } catch (ContainerException e) {
            LoggerFactory.getLogger(Main.class).error("the program failed", e);
            System.err.println("dtp: " + e.getMessage() + ". The log is in "
                    + settings.home().resolve("log") + ".");
            return FAILED;
        }
    }
}
