package dtp.shell.command;

import dtp.api.transport.Transport;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * Configuration files of transports for a command that runs by itself: keys of TLS and CURVE above all. What stays has file install
 * to read them; a command does not wait for that. On the command's thread.
 */
final class TransportConfig {
    private static final Map<String, String> PIDS = Map.of(
            "tcp", "dtp.transport.tcp",
            "tcps", "dtp.transport.tcp",
            "kftp", "dtp.transport.udp",
            "zmq", "dtp.transport.zmq");
    /** OSGi's service.pid: a service has it once it works with a configuration. */
    private static final String CONFIGURED_BY = "service.pid";

    private static final long TAKES_MS = 5_000;

    private final Station station;

    TransportConfig(Station station) {
        this.station = station;
    }

    /** Returns when the transport of that scheme works with its file {@code PID.cfg}, at once when there is none. */
    void apply(String scheme) throws CommandException {
        String pid = PIDS.get(scheme);
        Path file = pid == null ? null : station.config().resolve(pid + ".cfg");
        if (file == null || !Files.isRegularFile(file)) {
            return;
        }
        String configured = "(&(" + Transport.SCHEME + "=" + scheme + ")(" + CONFIGURED_BY + "=" + pid + "))";
        if (station.find(Transport.class, configured).isPresent()) {
            return;
        }
        try {
            station.configure(pid, read(file));
        } catch (IOException e) {
            throw CommandException.failed(file + " cannot be read: " + e.getMessage() + "; nothing was sent", e);
        }
        if (station.await(Transport.class, configured, TAKES_MS).isEmpty()) {
            throw CommandException.failed("no transport for " + scheme + ":// works with " + file
                    + ", nothing was sent; the log in " + station.home().resolve("log") + " tells why");
        }
    }

    private static Map<String, String> read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(
                        name -> name, name -> properties.getProperty(name).strip()));
    }
}
