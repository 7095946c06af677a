package dtp.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.service.log.FormatterLogger;
import org.osgi.service.log.LogService;
import org.osgi.service.log.Logger;

class OsgiLogTest {
    private final OsgiLog service = new OsgiLog();
    private final List<String> written = new ArrayList<>();
    private final java.util.logging.Logger target = java.util.logging.Logger.getLogger("osgi.log.test");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            String thrown =
                    entry.getThrown() == null ? "" : " " + entry.getThrown().getMessage();
            written.add(entry.getLevel() + " " + new SimpleFormatter().formatMessage(entry) + thrown);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        target.setUseParentHandlers(false);
        target.setLevel(Level.INFO);
        target.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        target.removeHandler(handler);
    }

    private Logger logger() {
        return service.getLogger("osgi.log.test");
    }

    @Test
    void placeholdersAreFilledFromOneTwoOrManyArguments() {
        logger().info("none");
        logger().info("{}", "a");
        logger().info("{} {}", "a", "b");
        logger().info("{} {} {}", "a", "b", "c");
        assertEquals(List.of("INFO none", "INFO a", "INFO a b", "INFO a b c"), written);
    }

    @Test
    void aTrailingExceptionIsTheCause() {
        logger().warn("{} failed", "a", new IllegalStateException("seven"));
        assertEquals(List.of("WARNING a failed seven"), written);
    }

    @Test
    void aFormatterLoggerTakesFormatsOfPrintf() {
        service.getLogger("osgi.log.test", FormatterLogger.class).error("%d%%", 5);
        assertEquals(List.of("SEVERE 5%"), written);
    }

    @Test
    void whatIsBelowTheLevelIsNotWritten() throws Exception {
        assertFalse(logger().isDebugEnabled());
        assertTrue(logger().isInfoEnabled());
        logger().debug("quiet");
        logger().debug(log -> log.info("never asked"));
        logger().info(log -> log.info("asked"));
        assertEquals(List.of("INFO asked"), written);
    }

    @Test
    void auditIsAlwaysWritten() {
        target.setLevel(Level.SEVERE);
        logger().audit("kept");
        assertEquals(List.of("SEVERE kept"), written);
    }

    @Test
    void anUnknownKindOfLoggerIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> service.getLogger("x", Custom.class));
    }

    @Test
    void theProxyEqualsOnlyItself() {
        Logger logger = logger();
        assertEquals(logger, logger);
        assertFalse(logger.equals(logger()));
        assertEquals("osgi.log.test", logger.getName());
    }

    @Test
    void theServiceKnowsTheLevelsOfOldClients() {
        java.util.logging.Logger old = java.util.logging.Logger.getLogger(LogService.class.getName());
        old.setUseParentHandlers(false);
        old.addHandler(handler);
        logOld();
        old.removeHandler(handler);
        assertEquals(List.of("SEVERE e x", "WARNING w", "INFO i"), written);
    }

    @SuppressWarnings("deprecation")
    private void logOld() {
        service.log(LogService.LOG_ERROR, "e", new IllegalStateException("x"));
        service.log(LogService.LOG_WARNING, "w");
        service.log(null, LogService.LOG_INFO, "i");
        service.log(LogService.LOG_DEBUG, "d");
    }

    private interface Custom extends Logger {}
}
