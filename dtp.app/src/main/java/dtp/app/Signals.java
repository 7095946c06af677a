package dtp.app;

import sun.misc.Signal;

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

    static void handle(RunningCommand command) {
        Signals signals = new Signals(command);
        for (String name : new String[] {"INT", "TERM", "HUP"}) {
            Signal.handle(new Signal(name), signal -> signals.received());
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
