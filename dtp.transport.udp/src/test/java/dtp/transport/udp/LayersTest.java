package dtp.transport.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dtp.tck.Layers;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The layers of this bundle point one way, and only the sockets' layer knows Netty. */
class LayersTest {
    private static Layers layers() throws IOException {
        return new Layers(
                "dtp.transport.udp",
                Map.of(
                        "wire", Set.of(),
                        "rate", Set.of(),
                        "machine", Set.of("wire", "rate"),
                        "net", Set.of("wire", "rate", "machine"),
                        "component", Set.of("wire", "rate", "machine", "net")));
    }

    @Test
    void packagesNameOnlyThoseBelowThem() throws IOException {
        assertEquals(List.of(), layers().wrong());
    }

    @Test
    void theCodecAndTheMachinesKnowNoSocketThreadOrClock() throws IOException {
        Pattern impure = Pattern.compile("io\\.netty|org\\.osgi|org\\.slf4j|java\\.nio\\.channels"
                + "|Thread\\b|nanoTime|currentTimeMillis|java\\.util\\.concurrent\\.(?!CompletionException)");
        assertEquals(List.of(), layers().naming(impure, Set.of("wire", "rate", "machine")));
    }
}
