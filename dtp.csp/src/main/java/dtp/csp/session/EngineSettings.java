package dtp.csp.session;

import dtp.api.TransferOptions.Durability;
import java.time.Duration;

/**
 * How one engine is set up.
 *
 * @param slabBudgetBytes direct memory for bytes that are not written yet
 * @param resumeOnStart sessions that ran when the program ended go on by themselves
 * @param uploadDurability level of uploads that arrive
 * @param uploadRetention how long an unfinished upload is kept
 * @param mostStoredUploads unfinished uploads kept in one store; the oldest go first
 * @param mostRunning gets that run at once, 1 or more; the others wait for their turn
 */
public record EngineSettings(
        long slabBudgetBytes,
        boolean resumeOnStart,
        Durability uploadDurability,
        Duration uploadRetention,
        int mostStoredUploads,
        int mostRunning) {

    /** Three descriptors each: what the smallest usual limit of a process allows. */
    public static final int MOST_RUNNING = 1_000;

    public EngineSettings {
        if (mostRunning < 1) {
            throw new IllegalArgumentException("mostRunning must be 1 or more but is " + mostRunning);
        }
    }

    /** A quarter of the direct memory that the JVM grants unless told otherwise: as much as its heap. */
    public static EngineSettings defaults() {
        return new EngineSettings(
                Runtime.getRuntime().maxMemory() / 4,
                true,
                Durability.POWER_CUT,
                Duration.ofDays(7),
                1_000,
                MOST_RUNNING);
    }
}
