package dtp.transport.tcp.net;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.transport.End;
import dtp.transport.tcp.machine.ClientMachine;
import dtp.transport.tcp.machine.ClientSettings;
import dtp.transport.tcp.machine.Outcome;
import dtp.transport.tcp.machine.Speech;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * One request of a client over as many connections as it takes: a kept one, a new one, and one more after a base server was
 * recognised (tcp.md "Recognising"). {@link #begin} and {@link #stop} from any thread; all else on one event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures come back through the pipeline or a listener
abstract class ClientRequest {
    final Connector connector;
    final Endpoint endpoint;
    final Address address;
    final CompletableFuture<End> done = new CompletableFuture<>();
    private final long idleTimeoutNs;
    private final LongSupplier bytesPerSecond;
    private Carrier carrier;
    private EventLoop loop;
    private Attempt attempt;
    private ClientMachine machine;
    private boolean unmarkedTry;
    private boolean answersUnmarked;
    private volatile End stopped;
    private boolean over;

    /** @param bytesPerSecond how fast it may read, asked again and again */
    ClientRequest(Connector connector, Endpoint endpoint, long idleTimeoutNs, LongSupplier bytesPerSecond) {
        this.connector = connector;
        this.endpoint = endpoint;
        this.address = Address.of(endpoint);
        this.idleTimeoutNs = idleTimeoutNs;
        this.bytesPerSecond = bytesPerSecond;
    }

    abstract ClientMachine machine(Carrier line, ClientSettings settings, Consumer<Outcome> told);

    /** Before the end is told, and once more where that was before a connection was granted. Any thread. */
    abstract void ending(Outcome outcome);

    /** A base server was recognised. @return false: the request ends, to be planned anew */
    abstract boolean goesOnAsBase();

    /** Marked messages are not answered here, unmarked ones are: the request ends, to be planned anew. */
    abstract void onNeither();

    /** A stream from zero is not what was planned: the unmarked try only asks whether anybody answers. */
    final boolean isProbing() {
        return unmarkedTry && !goesOnAsBase();
    }

    final void begin() {
        connector.pool().acquire(address, this::granted);
    }

    private void granted(Carrier kept) {
        EventLoop mine =
                kept != null ? kept.channel().eventLoop() : connector.loops().next();
        try {
            synchronized (this) {
                loop = mine;
            }
            if (kept != null && mine.inEventLoop()) {
                first(kept);
            } else {
                mine.execute(() -> first(kept));
            }
        } catch (RejectedExecutionException e) {
            done.complete(End.of(End.Kind.CLOSED));
        }
    }

    private void first(Carrier kept) {
        if (stopped != null) {
            if (kept != null) {
                kept.later(nowNs -> connector.pool().giveBack(address, kept)); // one by one: many may be cancelled
            } else {
                connector.pool().closed(address);
            }
            finish(stopped, null);
        } else if (kept == null) {
            connect();
        } else if (kept.isUsable()) {
            run(kept, true);
        } else {
            connectAgain();
        }
    }

    private void connectAgain() {
        connector.pool().opening(address);
        connect();
    }

    private void connect() {
        long timeoutMs = Math.max(1, idleTimeoutNs / 1_000_000);
        attempt = new Attempt(loop, timeoutMs, this::connected);
        connector.connect(address, attempt);
    }

    private void connected(Carrier made, Throwable failed) {
        attempt = null;
        if (made == null) {
            finish(unreachable(failed), null);
        } else if (over) {
            made.channel().close();
        } else {
            run(made, false);
        }
    }

    private End unreachable(Throwable failed) {
        return End.of(
                End.Kind.TRANSIENT,
                Reason.at(
                        endpoint,
                        Reason.Code.NO_CONTACT,
                        endpoint.authority() + " cannot be reached (" + failed.getMessage()
                                + "). Nothing is lost; check host and port, or try again when it is there."));
    }

    private End distrusted(String why) {
        return End.of(
                End.Kind.PERMANENT,
                Reason.at(
                        endpoint,
                        Reason.Code.NOT_ALLOWED,
                        "No TLS with " + endpoint.authority() + " (" + why + "). Nothing was sent. Check that it speaks"
                                + " tcps, that tls.trust.store knows its authority, and, where it wants one,"
                                + " tls.key.store."));
    }

    private void run(Carrier on, boolean reused) {
        carrier = on;
        Speech speech = unmarkedTry ? Speech.BASE : connector.speech(address);
        ClientSettings settings =
                new ClientSettings(endpoint, speech, reused, Address.isRangedRequired(endpoint), idleTimeoutNs);
        machine = machine(on, settings, outcome -> told(on, outcome));
        on.install(machine, bytesPerSecond);
        if (settings.rangedRequired() && speech == Speech.BASE) {
            machine.refuseBase();
            return;
        }
        if (reused) {
            machine.start(System.nanoTime());
            on.flushSoon();
        } else {
            on.later(machine::start);
        }
    }

    private void told(Carrier on, Outcome outcome) {
        if (outcome.reusable()) {
            on.later(nowNs -> connector.pool().giveBack(address, on));
        }
        if (machine.isRecognising() && outcome.verdict() == Outcome.Verdict.DONE) {
            connector.doubt(address);
        }
        carrier = null;
        machine = null;
        if (on.distrust() != null && outcome.verdict() != Outcome.Verdict.IS_BASE) {
            finish(distrusted(on.distrust()), null);
            return;
        }
        switch (outcome.verdict()) {
            case DONE -> {
                answersUnmarked = isProbing() && outcome.end().kind() == End.Kind.ENDED;
                if (answersUnmarked) {
                    unmarkedTry = false; // it may have been full or not there for a moment: marked once more
                    connectAgain();
                } else {
                    finish(outcome.end(), outcome);
                }
            }
            case WAS_STALE -> connectAgain();
            case IS_NEITHER -> {
                if (answersUnmarked) {
                    onNeither();
                    finish(End.of(End.Kind.ENDED), null);
                } else {
                    unmarkedTry = true;
                    connectAgain();
                }
            }
            case IS_BASE -> {
                connector.remember(address, Speech.BASE);
                if (goesOnAsBase()) {
                    connectAgain();
                } else {
                    finish(End.of(End.Kind.ENDED), null);
                }
            }
        }
    }

    private void finish(End end, Outcome outcome) {
        if (!over) {
            over = true;
            ending(outcome);
            done.complete(end);
        }
    }

    /** Ends it within moments, also while it is still connecting. Idempotent; any thread. */
    final void stop(End end) {
        EventLoop mine;
        synchronized (this) {
            mine = loop;
            stopped = end; // whoever grants a connection now, or has done so, sees it
        }
        if (mine == null) {
            ending(null);
            done.complete(end); // it waits for a connection, and goes when it is granted
            return;
        }
        try {
            mine.execute(() -> stopNow(end));
        } catch (RejectedExecutionException e) {
            done.complete(End.of(End.Kind.CLOSED));
        }
    }

    private void stopNow(End end) {
        if (machine != null) {
            Carrier on = carrier;
            on.guard(true);
            machine.stop(end); // first: an abort may tell it of a reset that waits behind held bytes
            on.abort();
        } else if (!over) {
            Attempt connecting = attempt;
            finish(end, null);
            if (connecting != null) {
                connecting.cancel(); // behind the end: it is not to be told as unreachable
            }
        }
    }
}
