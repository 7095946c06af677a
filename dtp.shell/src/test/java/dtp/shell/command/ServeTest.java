package dtp.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.transport.TransportServer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ServeTest extends CommandTest {
    @Test
    void serveSaysWhatItServesAndStopsAtAnInterrupt() throws IOException {
        Files.writeString(home.resolve("image"), "x");
        interrupt.raise();
        assertEquals(0, run("serve --payload 3=image --csp-link udp://9001@127.0.0.1:9002"));
        assertTrue(out().contains("serving csp://10/3 = " + home.resolve("image")), out());
        assertTrue(out().contains("ready"), out());
        assertEquals(10, station.properties.get("dtp.csp.node~shell").get("address"));
        assertEquals(true, station.properties.get("dtp.session").get("resumeOnStart"));
        assertEquals("POWER_CUT", station.properties.get("dtp.session").get("uploadDurability"));
        assertTrue(station.configured.contains("stay"));
    }

    @Test
    void aFileThatIsNotThereIsNotServed() {
        assertEquals(1, run("serve --payload 3=image --csp-link udp://9001@127.0.0.1:9002"));
        assertTrue(station.configured.isEmpty());
    }

    @Test
    void eachProtocolIsToldWithThePortThatItBound() throws IOException {
        Files.writeString(home.resolve("image"), "x");
        station.afterConfiguration.put(TransportServer.class, new FakeServer(OptionalInt.of(50_007), "listening"));
        interrupt.raise();
        assertEquals(0, run("serve --payload 3=image --tcp 127.0.0.1:0 --kftp [::1]:6970 --zmq 0"), err());
        assertEquals(Map.of("host", "127.0.0.1", "port", 0), station.properties.get("dtp.transport.tcp.server~shell"));
        assertEquals(Map.of("host", "::1", "port", 6970), station.properties.get("dtp.transport.udp.server~shell"));
        assertEquals(Map.of("host", "0.0.0.0", "port", 0), station.properties.get("dtp.transport.zmq.server~shell"));
        assertTrue(out().contains("serving tcp://127.0.0.1:50007/3 = " + home.resolve("image")), out());
        assertTrue(out().contains("serving kftp://[::1]:50007/3 = "), out());
        assertFalse(err().contains("--csp-link"), err());
    }

    @Test
    void theServerThatIsToldIsTheOneThatWasAskedForNotAnotherOfItsScheme() {
        station.services.put(TransportServer.class, new FakeServer(OptionalInt.of(50_443), "one over TLS, of a file"));
        station.byPid.put(
                "dtp.transport.tcp.server~shell", new FakeServer(OptionalInt.of(50_007), "the one of the command"));
        interrupt.raise();
        assertEquals(0, run("serve --root . --tcp 0 --json"), err());
        assertTrue(out().contains("\"ports\":{\"tcp\":50007}"), out());
    }

    @Test
    void theReadyEventTellsThePorts() {
        station.afterConfiguration.put(TransportServer.class, new FakeServer(OptionalInt.of(50_007), "listening"));
        interrupt.raise();
        assertEquals(0, run("serve --root . --tcp 0 --json"), err());
        assertTrue(out().contains("\"ports\":{\"tcp\":50007}"), out());
    }

    @Test
    void aServerThatCannotListenEndsWithOneAndSaysWhy() {
        station.afterConfiguration.put(
                TransportServer.class, new FakeServer(OptionalInt.empty(), "Address already in use"));
        interrupt.raise();
        assertEquals(1, run("serve --root . --tcp 50001"));
        assertTrue(err().contains("Address already in use"), err());
        assertFalse(out().contains("ready"), out());
    }

    @Test
    void aProtocolWhoseBundleIsMissingEndsWithOneAndNamesTheBundle() {
        assertEquals(1, run("serve --root . --kftp 6970"));
        assertTrue(err().contains("dtp.transport.udp"), err());
    }

    @Test
    void uploadsAreStoredBelowTheRootOnlyWhenAllowed() {
        interrupt.raise();
        assertEquals(0, run("serve --root . --csp-link " + FakeNode.LINK));
        assertEquals(false, station.properties.get("dtp.store~shell").get("writable"));
        assertEquals(0, run("serve --root . --allow-upload --csp-link " + FakeNode.LINK));
        assertEquals(true, station.properties.get("dtp.store~shell").get("writable"));
        assertEquals(2, run("serve --allow-upload --csp-link " + FakeNode.LINK));
    }

    /** A server that listens, or not, as the test has said. */
    private record FakeServer(OptionalInt port, String text) implements TransportServer {
        @Override
        public String scheme() {
            return "tcp";
        }

        @Override
        public String address() {
            return "0.0.0.0:0";
        }
    }
}
