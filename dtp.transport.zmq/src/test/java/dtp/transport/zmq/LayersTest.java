package dtp.transport.zmq;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dtp.tck.Layers;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The layers of this bundle point one way, and only the sockets' layer knows JeroMQ. */
class LayersTest {
    private static Layers layers() throws IOException {
        return new Layers(
                "dtp.transport.zmq",
                Map.of(
                        "wire", Set.of(),
                        "machine", Set.of("wire"),
                        "net", Set.of("wire", "machine"),
                        "component", Set.of("machine", "net")));
    }

    @Test
    void packagesNameOnlyThoseBelowThem() throws IOException {
        assertEquals(List.of(), layers().wrong());
    }

    @Test
    void theCodecAndTheMachinesKnowNoSocketThreadOrClock() throws IOException {
        Pattern impure = Pattern.compile(
                "org\\.zeromq|\\bzmq\\.(?!wire|machine)[A-Z]|org\\.osgi|org\\.slf4j|java\\.nio\\.channels"
                        + "|Thread\\b|nanoTime|currentTimeMillis|java\\.util\\.concurrent\\.(?!CompletionException)");
        assertEquals(List.of(), layers().naming(impure, Set.of("wire", "machine")));
    }
}
