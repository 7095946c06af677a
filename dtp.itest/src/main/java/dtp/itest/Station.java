package dtp.itest;

import dtp.api.Endpoint;
import dtp.api.GetRequest;
import dtp.api.Session;
import dtp.api.SessionService;
import dtp.api.TransferOptions;
import dtp.api.transport.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.osgi.service.cm.Configuration;

/**
 * A ground station (CSP 1) and a spacecraft (CSP 10) in this container, made by configuration alone and joined by a slow path;
 * closing it takes every configuration back. Used by a test's thread.
 */
final class Station {
    private final Container container = new Container();
    private final Path folder;
    private Configuration ground;
    final Path source;

    Station(Path folder, int size) throws Exception {
        this.folder = folder;
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        source = Files.write(folder.resolve("source.bin"), content);
        container.singleton("dtp.session", Map.of("home", folder.resolve("home").toString()));
        container.factory("dtp.store", Map.of("files", new String[] {"3=" + source}));
        container.factory("dtp.csp.node", Map.of("address", 10, "links", new String[] {"path://itest?side=b"}));
        container.factory("dtp.csp.server", Map.of("node.target", "(address=10)"));
        container.singleton("dtp.csp.transport", Map.of("node.target", "(address=1)"));
        makeGround();
        container.service(Transport.class, "(" + Transport.SCHEME + "=csp)");
    }

    /** The ground's node, and with it the csp transport, comes. */
    void makeGround() throws IOException {
        ground = container.factory(
                "dtp.csp.node", Map.of("address", 1, "links", new String[] {"path://itest?side=a&delay=2ms"}));
    }

    /** The ground's node, and with it the csp transport, goes. */
    void deleteGround() throws IOException {
        container.delete(ground);
    }

    SessionService sessions() throws InterruptedException {
        return container.service(SessionService.class);
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

    void close() throws IOException, InterruptedException {
        container.close();
    }
}
