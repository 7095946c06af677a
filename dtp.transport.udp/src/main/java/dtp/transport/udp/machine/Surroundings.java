package dtp.transport.udp.machine;

import dtp.api.payload.Payload;
import java.util.random.RandomGenerator;

/** What a machine stands on: buffers, chance, its own thread, and readers that may block. */
public interface Surroundings {
    Buffers buffers();

    RandomGenerator random();

    /** Runs an action on the machine's thread, soon, and the machine after it; from any thread. */
    void execute(Runnable action);

    /** Something threw that should not have: one transfer was ended for it, and whoever keeps a log writes it down. */
    void broken(Throwable why);

    /** For one payload. */
    Reader reader(Payload payload);
}
