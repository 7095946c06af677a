package dtp.itest;

import dtp.api.transport.Serving;
import dtp.api.transport.Transport;
import dtp.api.transport.TransportServer;
import dtp.tck.TransportServerHarness;
import dtp.tck.doubles.ScriptedServing;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.osgi.service.cm.Configuration;

/** A server that a configuration makes in this container, for {@code TransportServerContract}. Used by a test's thread. */
final class ContainerServer implements TransportServerHarness {
    private final Container container = new Container();
    private final String scheme;
    private final String pid;
    private final boolean udp;
    private Configuration configuration;

    /**
     * @param pid of a factory whose properties {@code host} and {@code port} say where to listen
     * @param udp true when a port of the protocol is one of UDP
     */
    ContainerServer(String scheme, String pid, boolean udp) {
        this.scheme = scheme;
        this.pid = pid;
        this.udp = udp;
        container.register(Serving.class, new ScriptedServing(), Map.of());
    }

    @Override
    public TransportServer start(int port) throws Exception {
        Map<String, Object> properties = new HashMap<>();
        properties.put("host", "127.0.0.1");
        properties.put("port", port);
        configuration = container.factory(pid, properties);
        return container.service(TransportServer.class, "(" + Transport.SCHEME + "=" + scheme + ")");
    }

    @Override
    public void stop() throws IOException {
        container.delete(configuration);
    }

    @Override
    public boolean isUdp() {
        return udp;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        container.close();
    }
}
