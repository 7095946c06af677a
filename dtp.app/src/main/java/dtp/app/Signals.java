package dtp.app;

import java.lang.reflect.Proxy;
import org.slf4j.LoggerFactory;

/**
 * Ctrl-C, SIGTERM and the loss of the terminal. The first asks the command to pause, checkpoint and return; the second ends the
 * process soon, whatever the command does: session files stand that.
 *
 * <p>A shutdown hook would see the first only, and the JVM calls hooks when it is too late to return an exit code of one's own.
 * {@link #received} is called by the JVM, on a thread of its own for every signal.
 */
final class Signals {
    private static final int INCOMPLETE_BUT_RESUMABLE = 3;
    private static final long GRACE_MS = 1_000;

    private final RunningCommand command;
    private int count;

    private Signals(RunningCommand command) {
        this.command = command;
    }

    /** By reflection: {@code sun.misc.Signal} is the JDK's only way to hear a signal twice, and no compiler lets it pass silently. */
    static void handle(RunningCommand command) {
        Signals signals = new Signals(command);
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object received = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            signals.received();
                        }
                        return null;
                    });
            for (String name : new String[] {"INT", "TERM", "HUP"}) {
                Object one = signal.getConstructor(String.class).newInstance(name);
                signal.getMethod("handle", signal, handler).invoke(null, one, received);
            }
        } catch (ReflectiveOperationException | LinkageError e) {
            LoggerFactory.getLogger(Signals.class).warn("a signal ends this program at once: it cannot be handled", e);
        }
    }

    private void received() {
        switch (next()) {
            case 1 -> command.interrupt();
            case 2 -> {
                Thread end = new Thread(Signals::endSoon, "dtp-end");
                end.setDaemon(true);
                end.start();
                command.interrupt();
            }
            default -> Runtime.getRuntime().halt(INCOMPLETE_BUT_RESUMABLE);
        }
    }

    private synchronized int next() {
        return ++count;
    }

    private static void endSoon() {
        try {
            // Only this thread's patience: if the command returns first, the process is gone before.
            Thread.currentThread().join(GRACE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(INCOMPLETE_BUT_RESUMABLE);
    }
}
