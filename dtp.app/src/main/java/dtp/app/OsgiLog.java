package dtp.app;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Locale;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.FormatterLogger;
import org.osgi.service.log.LogService;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerConsumer;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * OSGi's log service for bundles that ask for it (Felix's own do, and print to standard output where there is none), passed on
 * to slf4j. Called on any thread.
 */
@SuppressWarnings("deprecation") // the interface itself has methods of older versions
final class OsgiLog implements LogService {
    @Override
    public Logger getLogger(String name) {
        return getLogger(name, Logger.class);
    }

    @Override
    public Logger getLogger(Class<?> type) {
        return getLogger(type.getName(), Logger.class);
    }

    @Override
    public <L extends Logger> L getLogger(Class<?> type, Class<L> loggerType) {
        return getLogger(type.getName(), loggerType);
    }

    @Override
    public <L extends Logger> L getLogger(Bundle bundle, String name, Class<L> loggerType) {
        return getLogger(name, loggerType);
    }

    /** A proxy: the interface has thirty methods that differ only in their level and in how arguments are passed. */
    @Override
    public <L extends Logger> L getLogger(String name, Class<L> loggerType) {
        if (loggerType != Logger.class && loggerType != FormatterLogger.class) {
            throw new IllegalArgumentException("no such kind of logger: " + loggerType.getName());
        }
        org.slf4j.Logger log = LoggerFactory.getLogger(name);
        boolean printf = loggerType == FormatterLogger.class;
        return loggerType.cast(Proxy.newProxyInstance(
                OsgiLog.class.getClassLoader(),
                new Class<?>[] {loggerType},
                (proxy, method, arguments) -> invoke(log, printf, (Logger) proxy, method, arguments)));
    }

    private static Object invoke(org.slf4j.Logger log, boolean printf, Logger self, Method method, Object... arguments)
            throws Throwable {
        String name = method.getName();
        if (method.getDeclaringClass() == Object.class) {
            return onObject(log, self, method, arguments);
        }
        if (name.equals("getName")) {
            return log.getName();
        }
        if (name.startsWith("is")) {
            return log.isEnabledForLevel(level(name.substring(2, name.length() - "Enabled".length())));
        }
        LoggingEventBuilder event = log.atLevel(level(name));
        if (arguments[0] instanceof LoggerConsumer<?> consumer) {
            if (log.isEnabledForLevel(level(name))) {
                consumer.accept(self);
            }
        } else {
            write(event, printf, (String) arguments[0], parameters(arguments));
        }
        return null;
    }

    private static Object onObject(org.slf4j.Logger log, Logger self, Method method, Object... arguments)
            throws IllegalAccessException, InvocationTargetException {
        return switch (method.getName()) {
            case "equals" -> self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            default -> method.invoke(log);
        };
    }

    private static Level level(String name) {
        // The audit level is never filtered.
        return name.equals("audit") ? Level.ERROR : Level.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static Object[] parameters(Object... arguments) {
        if (arguments.length == 2 && arguments[1] instanceof Object[] many) {
            return many;
        }
        Object[] parameters = new Object[arguments.length - 1];
        System.arraycopy(arguments, 1, parameters, 0, parameters.length);
        return parameters;
    }

    /** A trailing exception is the event's cause and a service reference its context; neither fills a placeholder. */
    private static void write(LoggingEventBuilder builder, boolean printf, String format, Object... parameters) {
        LoggingEventBuilder event = builder;
        int count = parameters.length;
        if (count > 0 && parameters[count - 1] instanceof ServiceReference<?>) {
            count--;
        }
        if (count > 0 && parameters[count - 1] instanceof Throwable cause) {
            event = event.setCause(cause);
            count--;
        }
        Object[] shown = new Object[count];
        System.arraycopy(parameters, 0, shown, 0, count);
        if (printf && count > 0) {
            event.log(String.format(Locale.ROOT, format, shown));
        } else {
            event.log(format, shown);
        }
    }

    @Override
    public void log(int level, String message) {
        log(null, level, message, null);
    }

    @Override
    public void log(int level, String message, Throwable thrown) {
        log(null, level, message, thrown);
    }

    @Override
    public void log(ServiceReference<?> reference, int level, String message) {
        log(reference, level, message, null);
    }

    @Override
    public void log(ServiceReference<?> reference, int level, String message, Throwable thrown) {
        Level known = switch (level) {
            case LOG_ERROR -> Level.ERROR;
            case LOG_WARNING -> Level.WARN;
            case LOG_INFO -> Level.INFO;
            default -> Level.DEBUG;
        };
        LoggerFactory.getLogger(LogService.class)
                .atLevel(known)
                .setCause(thrown)
                .log(message);
    }
}
