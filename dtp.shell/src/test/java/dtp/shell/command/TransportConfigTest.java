package dtp.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.transport.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransportConfigTest extends CommandTest {
    private void says(String pid, String... lines) throws IOException {
        Files.write(Files.createDirectories(home.resolve("config")).resolve(pid + ".cfg"), java.util.List.of(lines));
    }

    @Test
    void aCommandThatRunsByItselfWorksWithTheFileOfItsTransport() throws IOException {
        says("dtp.transport.zmq", "# keys", "curve.servers = far:5555=a:b=c#d!e ", "chunk.bytes=4096");
        assertEquals(0, run("get zmq://far/image -o OUT"));
        assertEquals(
                Map.of("curve.servers", "far:5555=a:b=c#d!e", "chunk.bytes", "4096"),
                station.properties.get("dtp.transport.zmq"));
    }

    @Test
    void tlsHasTheFileOfTcp() throws IOException {
        says("dtp.transport.tcp", "tls.trust.store=/etc/dtp/trust.p12");
        station.schemes.add("tcps");
        assertEquals(0, run("get tcps://far/image -o OUT"));
        assertEquals(Map.of("tls.trust.store", "/etc/dtp/trust.p12"), station.properties.get("dtp.transport.tcp"));
    }

    @Test
    void whereThereIsNoFileNothingIsConfigured() {
        assertEquals(0, run("get zmq://far/image -o OUT"));
        assertFalse(station.configured.contains("dtp.transport.zmq"));
    }

    @Test
    void aTransportThatDoesNotTakeItsFileIsToldAndNothingIsAskedFor() throws IOException {
        says("dtp.transport.zmq", "curve.servers=nonsense");
        station.refuses.add("dtp.transport.zmq");
        assertEquals(1, run("get zmq://far/image -o OUT"));
        assertTrue(err().contains("no transport for zmq:// works with " + home.resolve("config")), err());
        assertTrue(sessions.gets.isEmpty());
        assertTrue(station.services.containsKey(Transport.class));
    }
}
