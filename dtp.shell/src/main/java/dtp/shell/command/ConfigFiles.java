package dtp.shell.command;

import dtp.api.transport.Transport;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * The configuration file of a transport, {@code CONFIG/dtp.transport.NAME.cfg}, for a command that runs in a process of its own:
 * only a container that stays has file install, which watches the folder. Used on a command's thread.
 */
final class ConfigFiles {
    /** The mark that file install gives to what it configures; with it both see that the work is done. */
    private static final String MARK = "felix.fileinstall.filename";

    private static final Map<String, String> PID_OF_SCHEME =
            Map.of("tcp", "dtp.transport.tcp", "tcps", "dtp.transport.tcp", "zmq", "dtp.transport.zmq");
    private static final long BUNDLE_MS = 5_000;

    private final Station station;

    ConfigFiles(Station station) {
        this.station = station;
    }

    /** Returns when the transport of that scheme is there as its file says, if there is one. */
    void apply(String scheme) throws CommandException {
        String pid = PID_OF_SCHEME.get(scheme);
        Path file = pid == null ? null : station.config().resolve(pid + ".cfg");
        if (file == null || !Files.isRegularFile(file)) {
            return;
        }
        String uri = file.toFile().getAbsoluteFile().toURI().toString(); // as file install writes it
        String configured = "(&(" + Transport.SCHEME + "=" + scheme + ")(" + MARK + "=" + escaped(uri) + "))";
        if (station.find(Transport.class, configured).isPresent()) {
            return;
        }
        try {
            Map<String, String> properties = read(file);
            properties.put(MARK, uri);
            station.configure(pid, properties);
        } catch (IOException | IllegalArgumentException e) {
            throw CommandException.failed(file + " cannot be read: " + e.getMessage(), e);
        }
        if (station.await(Transport.class, configured, BUNDLE_MS).isEmpty()) {
            throw CommandException.failed("the transport " + scheme + " does not start with " + file + "; the log in "
                    + station.home().resolve("log") + " tells why. Nothing was sent.");
        }
    }

    private static Map<String, String> read(Path file) throws IOException {
        Properties lines = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            lines.load(reader);
        }
        Map<String, String> properties = new HashMap<>();
        lines.stringPropertyNames().forEach(name -> properties.put(name, lines.getProperty(name)));
        return properties;
    }

    /** As a value in a filter. */
    private static String escaped(String value) {
        return value.replaceAll("([\\\\()*])", "\\\\$1");
    }
}
