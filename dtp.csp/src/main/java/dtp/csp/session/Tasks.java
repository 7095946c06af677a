package dtp.csp.session;

import java.time.Instant;

/** Time and threads of the engine. Tasks of one lane run one after the other, in the order handed over. Any thread. */
public interface Tasks {
    /** What may run at the same time as something else. */
    enum Lane {
        /** Owns the control state of all sessions; never blocks. */
        ENGINE,
        /** Positional writes. */
        WRITER,
        /** Checkpoints, publishing, closing: whatever forces. */
        SYNCER,
        /** Reading back for digests. */
        HASHER,
        /** Payload stores, access policies, and files of received uploads. */
        STORES,
        /** Listeners and futures of applications. */
        CALLOUT
    }

    /** A task that may not be wanted any more. */
    interface Cancellable {
        /** Idempotent; a task that has begun runs on. */
        void cancel();
    }

    /** Monotonic. */
    long nowNs();

    /** For what people read. */
    Instant wallClock();

    /** Runs {@code task} on the lane, soon; dropped once the engine has closed. */
    void execute(Lane lane, Runnable task);

    /** Runs {@code task} on the lane in {@code delayNs}. */
    Cancellable schedule(Lane lane, long delayNs, Runnable task);

    /** The task that runs on the lane now does not come back: it is left to itself, and the lane goes on with another thread. */
    void abandon(Lane lane);
}
