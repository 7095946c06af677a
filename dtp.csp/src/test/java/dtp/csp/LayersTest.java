package dtp.csp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dtp.tck.Layers;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The two columns of this bundle point one way and never at each other. */
class LayersTest {
    private static Layers layers() throws IOException {
        return new Layers(
                "dtp.csp",
                Map.of(
                        "wire", Set.of(),
                        "rdp", Set.of("wire"),
                        "node", Set.of("wire", "rdp"),
                        "dtp", Set.of("wire", "rdp", "node"),
                        "store", Set.of(),
                        "plan", Set.of("store"),
                        "session", Set.of("store", "plan"),
                        "component", Set.of("wire", "rdp", "node", "dtp", "store", "plan", "session")));
    }

    @Test
    void packagesNameOnlyThoseBelowThem() throws IOException {
        assertEquals(List.of(), layers().wrong());
    }

    @Test
    void theProtocolPackagesKnowNoFrameworkOrLogger() throws IOException {
        Pattern impure = Pattern.compile("org\\.osgi\\.|org\\.slf4j\\.");
        assertEquals(List.of(), layers().naming(impure, Set.of("wire", "rdp", "node")));
    }
}
