package dtp.shell.component;

import dtp.shell.command.Station;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** A station that is this OSGi framework. Any thread. */
final class OsgiStation implements Station {
    private static final int LEVEL_OF_WHAT_STAYS = 2;

    private final BundleContext context;
    private final ConfigurationAdmin configurations;

    OsgiStation(BundleContext context, ConfigurationAdmin configurations) {
        this.context = context;
        this.configurations = configurations;
    }

    @Override
    public Path home() {
        return directory("dtp.home", Path.of(System.getProperty("user.home"), ".dtp"));
    }

    @Override
    public Path config() {
        return directory("dtp.config", home().resolve("config"));
    }

    private Path directory(String property, Path otherwise) {
        String set = context.getProperty(property);
        return set == null ? otherwise : Path.of(set);
    }

    @Override
    public String version() {
        return context.getBundle().getVersion() + " (Java " + System.getProperty("java.version") + ")";
    }

    @Override
    public void configure(String pid, Map<String, ?> properties) throws IOException {
        update(configurations.getConfiguration(pid, "?"), properties);
    }

    @Override
    public void configure(String factoryPid, String name, Map<String, ?> properties) throws IOException {
        update(configurations.getFactoryConfiguration(factoryPid, name, "?"), properties);
    }

    private static void update(Configuration configuration, Map<String, ?> properties) throws IOException {
        configuration.updateIfDifferent(FrameworkUtil.asDictionary(Map.<String, Object>copyOf(properties)));
    }

    /** The service is used beyond this call: a command that outlives it sees its methods fail, as it should. */
    @Override
    public <T> Optional<T> find(Class<T> type, String filter) {
        try {
            for (ServiceReference<T> reference : context.getServiceReferences(type, filter.isEmpty() ? null : filter)) {
                T service = context.getService(reference);
                if (service != null) {
                    return Optional.of(service);
                }
            }
            return Optional.empty();
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(filter + " is no filter", e);
        }
    }

    @Override
    public List<String> values(Class<?> type, String property) {
        try {
            return context.getServiceReferences(type, "(" + property + "=*)").stream()
                    .map(reference -> String.valueOf(reference.getProperty(property)))
                    .distinct()
                    .sorted()
                    .toList();
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(property + " is no property", e);
        }
    }

    @Override
    public <T> Optional<T> await(Class<T> type, String filter, long timeoutMs) {
        Semaphore registered = new Semaphore(0);
        ServiceListener listener = event -> registered.release();
        try {
            context.addServiceListener(
                    listener, "(&(" + Constants.OBJECTCLASS + "=" + type.getName() + ")" + filter + ")");
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
            Optional<T> found = find(type, filter);
            while (found.isEmpty() && registered.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                found = find(type, filter);
            }
            return found;
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(filter + " is no filter", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            context.removeServiceListener(listener);
        }
    }

    @Override
    public void stay() {
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkStartLevel.class)
                .setStartLevel(LEVEL_OF_WHAT_STAYS);
    }
}
