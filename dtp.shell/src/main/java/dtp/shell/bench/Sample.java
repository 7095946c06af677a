package dtp.shell.bench;

import java.util.Objects;
import java.util.Optional;

/**
 * What one run of one row gave.
 *
 * @param value in the row's unit
 * @param server what the serving process cost, where it was measured
 * @param client what the process cost that gets, puts or works alone, where it was measured
 */
public record Sample(double value, Optional<Cost> server, Optional<Cost> client) {
    /**
     * What processes cost.
     *
     * @param cpuSeconds of user and system
     * @param peakBytes of resident memory
     */
    public record Cost(double cpuSeconds, long peakBytes) {}

    public Sample {
        Objects.requireNonNull(server);
        Objects.requireNonNull(client);
    }

    public static Sample of(double value) {
        return new Sample(value, Optional.empty(), Optional.empty());
    }

    public static Sample of(double value, Cost server, Cost client) {
        return new Sample(value, Optional.of(server), Optional.of(client));
    }

    public static Sample of(double value, Cost client) {
        return new Sample(value, Optional.empty(), Optional.of(client));
    }
}
