package dtp.csp.session;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.payload.Payload;
import dtp.api.transport.Delivery;
import dtp.api.transport.DeliveryObserver;
import dtp.api.transport.Source;
import dtp.api.transport.Transport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The transports that are there, by scheme, and what each has made for us: when a transport goes, all of that is closed before
 * {@link #remove} returns, and the sessions are told on the engine lane. Any thread.
 */
public final class TransportTable {
    private final List<Entry> entries = new ArrayList<>();
    private final Tasks tasks;
    private Consumer<TransportTable> ear = t -> {};

    private record Entry(Transport transport, Set<String> schemes, long ranking, Set<AutoCloseable> made) {}

    TransportTable(Tasks tasks) {
        this.tasks = tasks;
    }

    /** Told on the engine lane after every change. */
    void onChange(Consumer<TransportTable> whenChanged) {
        ear = whenChanged;
    }

    public void add(Transport transport, Set<String> schemes, long ranking) {
        synchronized (entries) {
            entries.add(new Entry(
                    transport, Set.copyOf(schemes), ranking, Collections.newSetFromMap(new IdentityHashMap<>())));
            entries.sort(Comparator.comparingLong(Entry::ranking).reversed());
        }
        tasks.execute(Tasks.Lane.ENGINE, () -> ear.accept(this));
    }

    public void remove(Transport transport) {
        List<AutoCloseable> made = new ArrayList<>();
        synchronized (entries) {
            entries.stream().filter(e -> e.transport() == transport).forEach(e -> made.addAll(e.made()));
            entries.removeIf(e -> e.transport() == transport);
        }
        made.forEach(TransportTable::closeQuietly);
        tasks.execute(Tasks.Lane.ENGINE, () -> ear.accept(this));
    }

    static void closeQuietly(AutoCloseable made) {
        try {
            made.close();
        } catch (Exception e) {
            org.slf4j.LoggerFactory.getLogger(TransportTable.class).warn("a transport failed while closing", e);
        }
    }

    public Optional<Transport> find(String scheme) {
        synchronized (entries) {
            return entry(scheme).map(Entry::transport);
        }
    }

    private Optional<Entry> entry(String scheme) {
        return entries.stream().filter(e -> e.schemes().contains(scheme)).findFirst();
    }

    /** Empty when no transport speaks the scheme now. Give it back with {@link #release}. */
    Optional<Source> source(Endpoint endpoint, TransferOptions options) {
        Optional<Transport> transport = find(endpoint.scheme());
        return transport.flatMap(t -> keep(t, t.source(endpoint, options)));
    }

    /** As {@link #source}. */
    Optional<Delivery> deliver(Payload payload, Endpoint target, TransferOptions options, DeliveryObserver observer) {
        Optional<Transport> transport = find(target.scheme());
        return transport.flatMap(t -> keep(t, t.deliver(payload, target, options, observer)));
    }

    private <T extends AutoCloseable> Optional<T> keep(Transport transport, T made) {
        synchronized (entries) {
            Optional<Entry> entry =
                    entries.stream().filter(e -> e.transport() == transport).findFirst();
            if (entry.isPresent()) {
                entry.get().made().add(made);
                return Optional.of(made);
            }
        }
        closeQuietly(made); // went while it was being made
        return Optional.empty();
    }

    /** True while the transport that made it is there. */
    boolean isAlive(AutoCloseable made) {
        synchronized (entries) {
            return entries.stream().anyMatch(e -> e.made().contains(made));
        }
    }

    void release(AutoCloseable made) {
        synchronized (entries) {
            entries.forEach(e -> e.made().remove(made));
        }
        closeQuietly(made);
    }
}
