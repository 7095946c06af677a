package dtp.csp.session;

import dtp.api.payload.Payload;
import dtp.api.payload.PayloadInfo;
import dtp.api.payload.PayloadStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The whiteboard of payload stores, the highest ranking first. Any thread changes it; asked on the STORES lane. */
public final class Stores {
    private List<Entry> entries = List.of();
    private Runnable ear = () -> {};

    private record Entry(PayloadStore store, long ranking, long order) {}

    /** Told after every change, on the thread that makes it. */
    void onChange(Runnable whenChanged) {
        ear = whenChanged;
    }

    /** @param order breaks ties, the lower first */
    public void add(PayloadStore store, long ranking, long order) {
        synchronized (this) {
            List<Entry> more = new ArrayList<>(entries);
            more.add(new Entry(store, ranking, order));
            more.sort(Comparator.comparingLong(Entry::ranking).reversed().thenComparingLong(Entry::order));
            entries = List.copyOf(more);
        }
        ear.run();
    }

    public void remove(PayloadStore store) {
        synchronized (this) {
            entries = entries.stream().filter(e -> e.store() != store).toList();
        }
        ear.run();
    }

    synchronized List<PayloadStore> inOrder() {
        return entries.stream().map(Entry::store).toList();
    }

    Optional<Payload> open(String name) throws IOException {
        for (PayloadStore store : inOrder()) {
            Optional<Payload> found = store.open(name);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** The first that takes uploads. */
    Optional<PayloadStore> writable() {
        return inOrder().stream().filter(s -> s.staging().isPresent()).findFirst();
    }

    /** Each name once, from the store that would open it. */
    List<PayloadInfo> list() throws IOException {
        Set<String> seen = new HashSet<>();
        List<PayloadInfo> all = new ArrayList<>();
        for (PayloadStore store : inOrder()) {
            try (Stream<PayloadInfo> listed = store.list()) {
                listed.filter(p -> NameRules.problem(p.name()).isEmpty() && seen.add(p.name()))
                        .forEach(all::add);
            }
        }
        return all;
    }
}
