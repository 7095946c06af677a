package dtp.csp.component;

import dtp.api.transport.Serving;
import dtp.csp.dtp.DtpServer;
import dtp.csp.dtp.ServerSettings;
import dtp.csp.node.NodeHandle;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A DTP server as configured, with the threads that read its payloads. Any thread. */
@Component(
        configurationPid = DtpServerComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true,
        service = DtpServerComponent.class)
@Designate(ocd = ServerConfig.class, factory = true)
public final class DtpServerComponent {
    public static final String PID = "dtp.csp.server";

    private static final Logger LOG = LoggerFactory.getLogger(DtpServerComponent.class);
    private static final int READERS = 2;

    private final NodeHandle handle;
    private final ExecutorService readers;
    private final DtpServer server;

    /** @throws IllegalArgumentException when the configuration is wrong, in words for the user */
    @Activate
    public DtpServerComponent(
            ServerConfig config, @Reference(name = "node") NodeHandle handle, @Reference Serving serving) {
        this.handle = handle;
        long rate = config.bytes_per_second() == 0 ? Long.MAX_VALUE : config.bytes_per_second();
        ServerSettings settings = new ServerSettings(config.mtu(), rate, config.max_sessions());
        AtomicInteger number = new AtomicInteger();
        readers = Executors.newFixedThreadPool(READERS, task -> {
            Thread thread = new Thread(task, "dtp-csp-read-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        server = new DtpServer(handle, serving, settings, readers, line -> LOG.warn("{}", line));
        handle.execute(this::start);
    }

    private void start() {
        try {
            server.start();
            LOG.info("DTP server on CSP node {}", handle.node().address());
        } catch (IllegalStateException e) {
            LOG.error("no DTP server on CSP node {}: {}", handle.node().address(), e.getMessage());
        }
    }

    @Deactivate
    void close() {
        try {
            handle.execute(() -> server.stop(handle.nowNs()));
        } catch (RejectedExecutionException e) {
            LOG.debug("the CSP node stopped before its server");
        }
        // not interrupted: that would close the file channel of a payload under another reader
        readers.shutdown();
    }

    /** Counters of all that was served, by name. */
    public Map<String, Long> counters() {
        return server.counters().snapshot();
    }
}
