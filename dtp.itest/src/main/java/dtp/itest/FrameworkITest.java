package dtp.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.test.common.annotation.InjectBundleContext;
import org.osgi.test.junit5.context.BundleContextExtension;

/** The bundles of the program start in a stock Felix, and export only what others may use. */
@ExtendWith(BundleContextExtension.class)
class FrameworkITest {
    private static final List<String> OURS = List.of(
            "dtp.api",
            "dtp.csp",
            "dtp.path",
            "dtp.shell",
            "dtp.transport.tcp",
            "dtp.transport.udp",
            "dtp.transport.zmq");

    @InjectBundleContext
    BundleContext context;

    @Test
    void theFrameworkIsFelix() {
        assertEquals("Apache Software Foundation", context.getProperty(Constants.FRAMEWORK_VENDOR));
    }

    @Test
    void everyBundleOfOursIsActive() {
        List<String> active = bundles()
                .filter(bundle -> bundle.getState() == Bundle.ACTIVE)
                .map(Bundle::getSymbolicName)
                .toList();
        assertTrue(active.containsAll(OURS), () -> "active: " + active);
    }

    @Test
    void everyOtherBundleResolved() {
        List<Bundle> unresolved =
                bundles().filter(bundle -> bundle.getState() < Bundle.RESOLVED).toList();
        assertEquals(List.of(), unresolved);
    }

    @Test
    void onlyTheApiThePathTheShellAndTheTestKitExportPackages() {
        List<String> exporting = bundles()
                .filter(bundle -> bundle.getSymbolicName().startsWith("dtp."))
                .filter(bundle -> bundle.getHeaders().get(Constants.EXPORT_PACKAGE) != null)
                .map(Bundle::getSymbolicName)
                .filter(name ->
                        !List.of("dtp.api", "dtp.path", "dtp.shell", "dtp.tck").contains(name))
                .toList();
        assertEquals(List.of(), exporting);
    }

    private Stream<Bundle> bundles() {
        return Arrays.stream(context.getBundles());
    }
}
