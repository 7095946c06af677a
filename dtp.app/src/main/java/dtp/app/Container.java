package dtp.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.service.log.LogService;
import org.osgi.service.log.LoggerFactory;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;

/**
 * Apache Felix with the bundles of the program's jar. Those under {@code bundles/} have start level 1 and run for every
 * command; those under {@code container/} (event admin, metatype, configurator, file install, Gogo) have start level 2, which
 * the commands that stay raise the framework to: a download need not wait for them.
 *
 * <p>Used by the main thread.
 */
final class Container implements AutoCloseable {
    private static final String COMMAND_LINE = "dtp.shell.CommandLine";
    private static final long COMMAND_LINE_TIMEOUT_MS = 10_000;
    /** Sessions that run are synced one after the other: the engine itself gives up when none came to rest for 10 s. */
    private static final long STOP_TIMEOUT_MS = 60_000;

    private static final Map<String, Integer> START_LEVELS = Map.of("bundles/", 1, "container/", 2);

    /** What the program's own class path gives to bundles: so slf4j is bound before any bundle logs. */
    private static final String SHARED_PACKAGES = "org.slf4j;version=2.0.17,org.slf4j.event;version=2.0.17,"
            + "org.slf4j.helpers;version=2.0.17,org.slf4j.spi;version=2.0.17,org.osgi.service.log;version=1.5";

    private final Framework framework;

    private Container(Framework framework) {
        this.framework = framework;
    }

    static Container start(Settings settings, Home home) throws IOException {
        Framework framework = new FrameworkFactory().newFramework(properties(settings, home));
        Container container = new Container(framework);
        try {
            framework.init();
            BundleContext context = framework.getBundleContext();
            context.registerService(
                    new String[] {LogService.class.getName(), LoggerFactory.class.getName()}, new OsgiLog(), null);
            Logger log = org.slf4j.LoggerFactory.getLogger(Container.class);
            context.addFrameworkListener(event -> {
                if (event.getThrowable() != null) {
                    log.error("{}", event.getBundle(), event.getThrowable());
                }
            });
            container.installAll(context);
            framework.start();
            return container;
        } catch (BundleException e) {
            container.close();
            throw new ContainerException("the container did not start: " + e.getMessage(), e);
        }
    }

    private static Map<String, Object> properties(Settings settings, Home home) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(Constants.FRAMEWORK_STORAGE, home.bundles().toString());
        properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, SHARED_PACKAGES);
        properties.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, "1");
        properties.put("felix.log.logger", new FelixLog());
        properties.put("felix.log.level", "2");
        properties.put("felix.cache.locking", "false"); // the cache is this process's own
        properties.put("dtp.home", settings.home().toString());
        properties.put("dtp.config", settings.config().toString());
        properties.put("ds.loglevel", "2"); // warnings
        properties.put("gosh.args", "--nointeractive"); // at the end of its input Gogo would stop the framework
        properties.put("felix.fileinstall.dir", settings.config().toString());
        properties.put("felix.fileinstall.tmpdir", home.temporary().toString());
        properties.put("felix.fileinstall.enableConfigSave", "false"); // files are the user's: never written back
        properties.put("felix.fileinstall.noInitialDelay", "true");
        return properties;
    }

    private void installAll(BundleContext context) throws IOException, BundleException {
        try (JarFile jar = new JarFile(ownJar().toFile())) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                String name = entry.getName();
                Integer level = START_LEVELS.get(name.substring(0, name.indexOf('/') + 1));
                if (level == null || !name.endsWith(".jar")) {
                    continue;
                }
                try (InputStream content = jar.getInputStream(entry)) {
                    Bundle bundle = context.installBundle(name, content);
                    bundle.adapt(BundleStartLevel.class).setStartLevel(level);
                    if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                        bundle.start(); // from its start level on
                    }
                }
            }
        }
    }

    private static Path ownJar() throws IOException {
        try {
            return Path.of(Container.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException("the program's jar cannot be found", e);
        }
    }

    /** The command line's service, waited for: bundles start in the order of the jar, so normally it is there. */
    RunningCommand commandLine() {
        ServiceTracker<Object, Object> tracker = new ServiceTracker<>(framework.getBundleContext(), COMMAND_LINE, null);
        tracker.open();
        try {
            Object service = tracker.waitForService(COMMAND_LINE_TIMEOUT_MS);
            if (service == null) {
                throw new ContainerException(
                        "the command line did not start within "
                                + TimeUnit.MILLISECONDS.toSeconds(COMMAND_LINE_TIMEOUT_MS) + " s",
                        null);
            }
            return new RunningCommand(
                    service, tracker.getServiceReference().getBundle().loadClass(COMMAND_LINE));
        } catch (ClassNotFoundException e) {
            throw new ContainerException("the command line is not of this program", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContainerException("interrupted while starting", e);
        }
    }

    /** Stops every bundle, so sessions are checkpointed, and waits for it. */
    @Override
    public void close() {
        // The command has said all. Event admin prints when it is stopped: that is for no one's terminal, nor in a
        // pipe.
        System.out.flush();
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            framework.stop();
            framework.waitForStop(STOP_TIMEOUT_MS);
        } catch (BundleException e) {
            throw new ContainerException("the container did not stop: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
