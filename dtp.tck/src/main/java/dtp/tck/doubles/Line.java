package dtp.tck.doubles;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.TransferOptions;
import dtp.api.transport.End;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One endpoint as seen from here: its host, if any, and the serial executor of everything that concerns it. Any thread. */
final class Line {
    private final Manner manner;
    private final Remotes remotes;
    private final Endpoint endpoint;
    private final Duration idleTimeout;
    private final ScheduledExecutorService executor;
    private final Serial serial;
    private volatile long throughput;

    Line(
            Manner manner,
            Remotes remotes,
            Endpoint endpoint,
            TransferOptions options,
            ScheduledExecutorService executor) {
        this.manner = manner;
        this.remotes = remotes;
        this.endpoint = endpoint;
        this.idleTimeout = options.idleTimeout();
        this.throughput = options.throughputBytesPerSecond().orElse(Long.MAX_VALUE);
        this.executor = executor;
        this.serial = new Serial(executor);
    }

    Manner manner() {
        return manner;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    String name() {
        return endpoint.name();
    }

    /** Empty while the host is not there, or out of reach. */
    Optional<RemoteHost> host() {
        return remotes.find(endpoint.authority()).filter(h -> !h.isAway());
    }

    void throughput(long bytesPerSecond) {
        throughput = bytesPerSecond;
    }

    /** Runs in order with everything of this line. */
    void run(Runnable task) {
        serial.execute(task);
    }

    /** Runs out of order with the rest, so that it may block. */
    void runApart(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException shutDown) {
            // As in Serial: the owner of the executor is done with all of this.
            return;
        }
    }

    void runIn(long delayNs, Runnable task) {
        if (delayNs <= 0) {
            run(task);
            return;
        }
        try {
            Future<?> unused = executor.schedule(() -> run(task), delayNs, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException shutDown) {
            // As in Serial: the owner of the executor is done with all of this.
            return;
        }
    }

    void afterIdleTimeout(Runnable task) {
        runIn(idleTimeout.toNanos(), task);
    }

    void afterLatency(Runnable task) {
        runIn(host().map(h -> h.latency().toNanos()).orElse(0L), task);
    }

    /** How long so many bytes take. */
    long paceNs(RemoteHost host, int bytes) {
        long rate = host.rate() == 0 ? throughput : Math.min(throughput, host.rate());
        return rate == Long.MAX_VALUE ? 0 : bytes * 1_000_000_000L / rate;
    }

    End quiet() {
        return End.of(
                End.Kind.QUIET,
                Reason.at(endpoint, Reason.Code.NO_CONTACT, endpoint.authority() + " has fallen silent"));
    }

    End broken() {
        return End.of(
                End.Kind.TRANSIENT,
                Reason.at(endpoint, Reason.Code.NO_CONTACT, "the connection to " + endpoint.authority() + " broke"));
    }
}
