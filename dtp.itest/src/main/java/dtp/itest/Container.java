package dtp.itest;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationListener;

/**
 * Services and configuration of the container in which the tests run. Closing takes back what was put there, and returns when
 * the services that came of it are gone: the next test begins from nothing. Used by a test's thread.
 */
final class Container {
    private static final long PATIENCE_S = 20;
    private static final String LAST_PID = "dtp.itest.last";
    private static final String OURS = "(" + Constants.OBJECTCLASS + "=dtp.*)";

    private final BundleContext context =
            FrameworkUtil.getBundle(Container.class).getBundleContext();
    private final ConfigurationAdmin admin = context.getService(context.getServiceReference(ConfigurationAdmin.class));
    private final Deque<Configuration> configured = new ArrayDeque<>();
    private final Deque<ServiceRegistration<?>> registered = new ArrayDeque<>();
    private final Map<String, Long> before;

    Container() {
        before = kinds(find(OURS));
    }

    /** Configures what there is once. */
    Configuration singleton(String pid, Map<String, Object> properties) throws IOException {
        return update(admin.getConfiguration(pid, "?"), properties);
    }

    /** Configures one more. */
    Configuration factory(String pid, Map<String, Object> properties) throws IOException {
        return update(admin.createFactoryConfiguration(pid, "?"), properties);
    }

    private Configuration update(Configuration configuration, Map<String, Object> properties) throws IOException {
        configuration.update(FrameworkUtil.asDictionary(properties));
        configured.push(configuration);
        return configuration;
    }

    void delete(Configuration configuration) throws IOException {
        configured.remove(configuration);
        configuration.delete();
    }

    /** A service of the test's own, taken before others of its kind. */
    <T> void register(Class<T> type, T service, Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put(Constants.SERVICE_RANKING, 1_000);
        registered.push(context.registerService(type, service, FrameworkUtil.asDictionary(all)));
    }

    /** The service, as soon as it is there. */
    <T> T service(Class<T> type) throws InterruptedException {
        return service(type, "");
    }

    /** @param filter in parentheses; empty: any */
    <T> T service(Class<T> type, String filter) throws InterruptedException {
        String both = "(&(" + Constants.OBJECTCLASS + "=" + type.getName() + ")" + filter + ")";
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        T service = null;
        while (service == null) {
            // it may be told of before its component is ready, and is null until then
            ServiceReference<?>[] found = await(both, all -> all.length > 0, "no service " + both);
            service = type.cast(context.getService(found[0]));
            if (System.nanoTime() - endNs > 0) {
                throw new AssertionError("a service that nobody is given: " + both);
            }
        }
        return service;
    }

    Bundle bundle(String symbolicName) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName().equals(symbolicName))
                .findFirst()
                .orElseThrow();
    }

    /** Events wake, what is there decides. */
    private ServiceReference<?>[] await(String filter, Predicate<ServiceReference<?>[]> wanted, String otherwise)
            throws InterruptedException {
        Semaphore events = new Semaphore(0);
        ServiceListener listener = event -> events.release();
        try {
            context.addServiceListener(listener, filter);
            ServiceReference<?>[] found = find(filter);
            while (!wanted.test(found)) {
                if (!events.tryAcquire(PATIENCE_S, TimeUnit.SECONDS)) {
                    throw new AssertionError(otherwise + ": " + Arrays.toString(find(OURS)));
                }
                found = find(filter);
            }
            return found;
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(filter, e);
        } finally {
            context.removeServiceListener(listener);
        }
    }

    private ServiceReference<?>[] find(String filter) {
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(null, filter);
            return found == null ? new ServiceReference<?>[0] : found;
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(filter, e);
        }
    }

    /** How many services of others there are of each kind; their ids change when a bundle is started again. */
    private Map<String, Long> kinds(ServiceReference<?>... all) {
        return Arrays.stream(all)
                .filter(reference -> reference.getBundle() != context.getBundle())
                .collect(Collectors.groupingBy(
                        reference -> reference.getProperty(Constants.OBJECTCLASS) instanceof String[] types
                                ? String.join(",", types)
                                : "",
                        Collectors.counting()));
    }

    private boolean isAsBefore(ServiceReference<?>... now) {
        return kinds(now).entrySet().stream()
                .allMatch(kind -> kind.getValue() <= before.getOrDefault(kind.getKey(), 0L));
    }

    /**
     * A component's service is gone before the component is: a service that it uses and that goes meanwhile makes it come back,
     * and nothing ever takes it away again. Events of configurations are told one after the other, so this one is told last.
     */
    private void awaitDeletions() throws IOException, InterruptedException {
        Semaphore told = new Semaphore(0);
        ConfigurationListener listener = event -> {
            if (event.getPid().equals(LAST_PID)) {
                told.release();
            }
        };
        ServiceRegistration<?> registration = context.registerService(ConfigurationListener.class, listener, null);
        try {
            Configuration last = admin.getConfiguration(LAST_PID, "?");
            last.update(FrameworkUtil.asDictionary(Map.of("test", "ends")));
            last.delete();
            if (!told.tryAcquire(2, PATIENCE_S, TimeUnit.SECONDS)) {
                throw new AssertionError("configurations are still being deleted");
            }
        } finally {
            registration.unregister();
        }
    }

    void close() throws IOException, InterruptedException {
        while (!configured.isEmpty()) {
            configured.pop().delete();
        }
        // before what they use: else it would be there again for the next test, of a configuration that is being
        // deleted
        await(OURS, this::isAsBefore, "still a service of the test before");
        awaitDeletions();
        while (!registered.isEmpty()) {
            registered.pop().unregister();
        }
    }
}
