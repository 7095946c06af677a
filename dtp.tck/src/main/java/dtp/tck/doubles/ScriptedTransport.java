package dtp.tck.doubles;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.payload.Payload;
import dtp.api.transport.Delivery;
import dtp.api.transport.DeliveryObserver;
import dtp.api.transport.Source;
import dtp.api.transport.Transport;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;

/**
 * A transport in memory whose far ends are {@link Remotes}. Everything happens on the executor given, whose threads may block
 * (a put reads its payload there); an executor in virtual time makes the transport run in virtual time.
 */
public final class ScriptedTransport implements Transport {
    private final Manner manner;
    private final Remotes remotes;
    private final ScheduledExecutorService executor;
    private final double loss;
    private final SplittableRandom chances;

    private ScriptedTransport(
            Manner manner, Remotes remotes, ScheduledExecutorService executor, double loss, SplittableRandom chances) {
        this.manner = manner;
        this.remotes = remotes;
        this.executor = executor;
        this.loss = loss;
        this.chances = chances;
    }

    private static ScriptedTransport of(Manner manner, Remotes remotes, ScheduledExecutorService executor) {
        return new ScriptedTransport(manner, remotes, executor, 0, new SplittableRandom(1));
    }

    /** {@code loop://HOST/NAME}: 64 intervals, four fetches at once, size and digest told first; a put is told once what is missing. */
    public static ScriptedTransport loop(Remotes remotes, ScheduledExecutorService executor) {
        return of(Manner.LOOP, remotes, executor);
    }

    /** {@code stream://HOST/NAME}: from 0 only, size but no digest; a put streams and is told nothing. */
    public static ScriptedTransport stream(Remotes remotes, ScheduledExecutorService executor) {
        return of(Manner.STREAM, remotes, executor);
    }

    /** {@code pushy://HOST/NAME}: 16 intervals, size and digest told after the last byte only; a put is driven by the receiver. */
    public static ScriptedTransport pushy(Remotes remotes, ScheduledExecutorService executor) {
        return of(Manner.PUSHY, remotes, executor);
    }

    /** {@code dtp8://HOST/NAME}: 8 intervals, one fetch at a time, packets of 248 bytes, 10 ms dead time before each interval. No put. */
    public static ScriptedTransport dtp8(Remotes remotes, ScheduledExecutorService executor) {
        return of(Manner.DTP8, remotes, executor);
    }

    /** This, but each packet of a get is lost with that probability. Only for datagrams ({@link #dtp8}). */
    public ScriptedTransport losing(double probability, long seed) {
        if (!manner.datagrams()) {
            throw new IllegalArgumentException(manner.scheme() + " does not lose packets");
        }
        return new ScriptedTransport(manner, remotes, executor, probability, new SplittableRandom(seed));
    }

    /** The scheme of its endpoints. */
    public String scheme() {
        return manner.scheme();
    }

    public Endpoint endpoint(String host, String name) {
        return Endpoint.of(manner.scheme(), host, name);
    }

    @Override
    public void check(Endpoint endpoint) {
        if (!endpoint.scheme().equals(manner.scheme())) {
            throw new IllegalArgumentException("expected " + manner.scheme() + "://host/name but was " + endpoint);
        }
        if (endpoint.name().isEmpty()) {
            throw new IllegalArgumentException("the name of the payload is missing in " + endpoint);
        }
        if (!endpoint.options().isEmpty()) {
            throw new IllegalArgumentException(manner.scheme() + " has no options, but there are "
                    + endpoint.options().keySet() + " in " + endpoint);
        }
    }

    @Override
    public Source source(Endpoint endpoint, TransferOptions options) {
        check(endpoint);
        return new ScriptedSource(line(endpoint, options), () -> loss > 0 && chances.nextDouble() < loss);
    }

    @Override
    public Delivery deliver(Payload payload, Endpoint target, TransferOptions options, DeliveryObserver observer) {
        check(target);
        ScriptedDelivery delivery = new ScriptedDelivery(line(target, options), payload, observer);
        delivery.start();
        return delivery;
    }

    private Line line(Endpoint endpoint, TransferOptions options) {
        return new Line(manner, remotes, endpoint, options, executor);
    }
}
