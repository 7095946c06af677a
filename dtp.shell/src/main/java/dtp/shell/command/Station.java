package dtp.shell.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What commands use of the container they run in: its directories, its configuration and its services. Any thread.
 */
public interface Station {
    /** Longer than any start takes. */
    long START_TIMEOUT_MS = 10_000;

    /** Absolute. */
    Path home();

    /** Directory of configuration files, absolute; may be absent. */
    Path config();

    /** Of the program, for {@code --version}. */
    String version();

    /** Sets the configuration with that PID; what runs by it is made anew when it differs. */
    void configure(String pid, Map<String, ?> properties) throws IOException;

    /** Sets one configuration of a factory; {@code name} tells it from others of that factory. */
    void configure(String factoryPid, String name, Map<String, ?> properties) throws IOException;

    /** The service, if it is there; {@code filter} as of OSGi, empty for any. */
    <T> Optional<T> find(Class<T> type, String filter);

    /** The values of a service property among the services of a type, each once, in order. */
    List<String> values(Class<?> type, String property);

    /** The service; waits for it as long as a start may take. */
    default <T> Optional<T> await(Class<T> type, String filter) {
        return await(type, filter, START_TIMEOUT_MS);
    }

    /** The service; waits for it at most that long. */
    <T> Optional<T> await(Class<T> type, String filter, long timeoutMs);

    /** Starts what only commands that stay need (configuration from files, Gogo, events). */
    void stay();
}
