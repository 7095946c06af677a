package dtp.itest;

import dtp.api.transport.Serving;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;

/**
 * A bundle of somebody else, with nothing in it but its name: what it asks of the container is asked in its name, as a server's
 * bundle would. Used by a test's thread.
 */
final class Guest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Bundle bundle;

    /** Installed and started. */
    Guest() throws IOException, BundleException {
        String name = "dtp.itest.guest" + NUMBER.incrementAndGet();
        BundleContext context = FrameworkUtil.getBundle(Guest.class).getBundleContext();
        bundle = context.installBundle("memory:" + name, new ByteArrayInputStream(jar(name)));
        bundle.start();
    }

    private static byte[] jar(String name) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        main.putValue(Constants.BUNDLE_SYMBOLICNAME, name);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new JarOutputStream(bytes, manifest).close();
        return bytes.toByteArray();
    }

    /** The one that this bundle is given. */
    Serving serving() {
        BundleContext own = bundle.getBundleContext();
        return own.getService(own.getServiceReference(Serving.class));
    }

    /** It stops, and gives back what it was given. */
    void stop() throws BundleException {
        bundle.stop();
    }

    void uninstall() throws BundleException {
        bundle.uninstall();
    }
}
