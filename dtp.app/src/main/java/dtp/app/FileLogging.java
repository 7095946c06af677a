package dtp.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Logging by java.util.logging into rotating files, and nowhere else: the terminal belongs to the command, unless {@code -v} asks
 * for what our own bundles have to say there as well. Level:
 * {@code -Ddtp.log.level=FINE}. A second process of the same home writes to a file of its own.
 */
final class FileLogging {
    private static final int FILE_LIMIT_BYTES = 5_000_000;
    private static final int FILES = 5;
    private static final String LEVEL = "dtp.log.level";

    /** Held: java.util.logging lets go of a logger that nobody holds, and of its level with it. */
    private static final Logger OURS = Logger.getLogger("dtp");

    /** The component runtime writes its own steps under the names of our components: hundreds of lines that tell a user nothing. */
    private static final List<Logger> COMPONENTS = Stream.of(
                    "dtp.csp.component",
                    "dtp.path.link",
                    "dtp.shell.component",
                    "dtp.transport.tcp.component",
                    "dtp.transport.udp.component",
                    "dtp.transport.zmq.component")
            .map(Logger::getLogger)
            .toList();

    private FileLogging() {}

    static void into(Path directory, boolean verbose) throws IOException {
        Files.createDirectories(directory);
        LogManager.getLogManager().reset(); // no console
        String pattern = directory.toString().replace("%", "%%") + "/dtp-%u.%g.log";
        FileHandler handler = new FileHandler(pattern, FILE_LIMIT_BYTES, FILES, true);
        handler.setFormatter(new OneLine());
        handler.setEncoding("UTF-8");
        handler.setLevel(Level.ALL);
        Logger root = Logger.getLogger("");
        root.addHandler(handler);
        root.setLevel(level(System.getProperty(LEVEL, "INFO")));
        if (verbose) {
            OURS.setLevel(Level.FINE);
            COMPONENTS.forEach(logger -> logger.setLevel(Level.INFO));
            OURS.addHandler(new Lines());
        }
    }

    private static Level level(String name) {
        try {
            return Level.parse(name);
        } catch (IllegalArgumentException e) {
            return Level.INFO;
        }
    }

    /** Standard error, asked for anew each time: a line is written at once, and never closes the stream. */
    private static final class Lines extends Handler {
        Lines() {
            setFormatter(new OneLine());
        }

        @Override
        public void publish(LogRecord entry) {
            if (isLoggable(entry)) {
                System.err.print(getFormatter().format(entry));
            }
        }

        @Override
        public void flush() {
            System.err.flush();
        }

        @Override
        public void close() {
            flush();
        }
    }

    /** {@code 2026-01-31T12:00:00.123Z INFO dtp.csp.session Resumed out.bin}: times are UTC, as in all output. */
    private static final class OneLine extends Formatter {
        @Override
        public String format(LogRecord entry) {
            Instant time = entry.getInstant().truncatedTo(ChronoUnit.MILLIS);
            String line = time + " " + entry.getLevel() + " " + entry.getLoggerName() + " " + formatMessage(entry)
                    + System.lineSeparator();
            if (entry.getThrown() == null) {
                return line;
            }
            StringWriter text = new StringWriter();
            entry.getThrown().printStackTrace(new PrintWriter(text, true));
            return line + text;
        }
    }
}
