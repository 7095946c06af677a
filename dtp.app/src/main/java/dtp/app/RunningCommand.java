package dtp.app;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;

/**
 * The {@code dtp.shell.CommandLine} service. Its interface is loaded by its bundle, not by the program's class loader (the
 * package belongs to the bundle), so it is called by reflection.
 *
 * <p>{@link #run} is called on the main thread, {@link #interrupt} on that of a signal.
 */
final class RunningCommand {
    private final Object service;
    private final Method run;
    private final Method interrupt;

    RunningCommand(Object service, Class<?> commandLine) {
        this.service = service;
        try {
            this.run = commandLine.getMethod("run", List.class);
            this.interrupt = commandLine.getMethod("interrupt");
        } catch (NoSuchMethodException e) {
            throw new ContainerException("the command line is of another version", e);
        }
    }

    int run(List<String> args) {
        return (Integer) call(run, args);
    }

    void interrupt() {
        call(interrupt);
    }

    private Object call(Method method, Object... arguments) {
        try {
            return method.invoke(service, arguments);
        } catch (InvocationTargetException e) {
            throw new ContainerException("the command ended by a fault of this program: " + e.getCause(), e);
        } catch (IllegalAccessException e) {
            throw new ContainerException("the command line cannot be called", e);
        }
    }
}
