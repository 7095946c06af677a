package dtp.itest;

import dtp.api.Endpoint;
import dtp.api.GetRequest;
import dtp.api.Session;
import dtp.api.SessionService;
import dtp.api.TransferOptions;
import dtp.api.link.CspNode;
import dtp.api.transport.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * A ground station (CSP 1) and a spacecraft (CSP 10) in this container, made by configuration alone and joined by a slow path;
 * closing it takes every configuration back. Used by a test's thread.
 */
final class Station {
    private static final long PATIENCE_S = 20;
    private static final String SESSIONS = "(objectClass=" + SessionService.class.getName() + ")";
    private static final String TRANSPORT =
            "(&(objectClass=" + Transport.class.getName() + ")(" + Transport.SCHEME + "=csp))";

    private final BundleContext context;
    private final ConfigurationAdmin admin;
    private final Path folder;
    private final List<Configuration> made = new ArrayList<>();
    final Path source;

    Station(BundleContext context, Path folder, int size) throws Exception {
        this.context = context;
        this.folder = folder;
        admin = context.getService(context.getServiceReference(ConfigurationAdmin.class));
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        source = Files.write(folder.resolve("source.bin"), content);
        singleton("dtp.session", Map.of("home", folder.resolve("home").toString()));
        factory("dtp.store", Map.of("files", new String[] {"3=" + source}));
        factory("dtp.csp.node", Map.of("address", 10, "links", new String[] {"path://itest?side=b"}));
        factory("dtp.csp.server", Map.of("node.target", "(address=10)"));
        singleton("dtp.csp.transport", Map.of("node.target", "(address=1)"));
        groundNode();
        awaitTransport();
    }

    /** The ground's node; delete its configuration and the csp transport goes. */
    Configuration groundNode() throws IOException {
        return factory("dtp.csp.node", Map.of("address", 1, "links", new String[] {"path://itest?side=a&delay=2ms"}));
    }

    private void singleton(String pid, Map<String, Object> properties) throws IOException {
        update(admin.getConfiguration(pid, "?"), properties);
    }

    private Configuration factory(String pid, Map<String, Object> properties) throws IOException {
        return update(admin.createFactoryConfiguration(pid, "?"), properties);
    }

    private Configuration update(Configuration configuration, Map<String, Object> properties) throws IOException {
        configuration.update(FrameworkUtil.asDictionary(properties));
        made.add(configuration);
        return configuration;
    }

    void delete(Configuration configuration) throws IOException {
        made.remove(configuration);
        configuration.delete();
    }

    /** The one that the ground's node was made with. */
    Configuration ground() {
        return made.get(made.size() - 1);
    }

    void awaitTransport() throws InterruptedException {
        await(TRANSPORT, true);
    }

    SessionService sessions() throws InterruptedException {
        return (SessionService) await(SESSIONS);
    }

    private Object await(String filter) throws InterruptedException {
        return context.getService(await(filter, true));
    }

    /** Waits until there is such a service, or none any more: events wake, what is there decides. */
    private ServiceReference<?> await(String filter, boolean wanted) throws InterruptedException {
        Semaphore events = new Semaphore(0);
        ServiceListener listener = event -> events.release();
        try {
            context.addServiceListener(listener, filter);
            ServiceReference<?>[] found = context.getServiceReferences((String) null, filter);
            while ((found != null) != wanted) {
                if (!events.tryAcquire(PATIENCE_S, TimeUnit.SECONDS)) {
                    throw new AssertionError((wanted ? "no service " : "still a service ") + filter);
                }
                found = context.getServiceReferences((String) null, filter);
            }
            return wanted ? found[0] : null;
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(filter, e);
        } finally {
            context.removeServiceListener(listener);
        }
    }

    Path output() {
        return folder.resolve("out.bin");
    }

    /** Begins the get of payload 3. */
    Session get(long bytesPerSecond) throws Exception {
        TransferOptions options = TransferOptions.builder()
                .mtu(1_024)
                .throughputBytesPerSecond(bytesPerSecond)
                .build();
        return sessions()
                .get(GetRequest.to(output(), Endpoint.parse("csp://10/3"))
                        .options(options)
                        .build());
    }

    /** Returns when what was configured is gone: the next test begins from nothing. */
    void close() throws IOException, InterruptedException {
        Collections.reverse(made);
        for (Configuration configuration : made) {
            configuration.delete();
        }
        await(TRANSPORT, false);
        await(SESSIONS, false);
        await("(objectClass=" + CspNode.class.getName() + ")", false);
    }
}
