package dtp.csp.session;

import dtp.api.Session;
import dtp.csp.store.Processes;
import dtp.csp.store.home.History;
import dtp.csp.store.home.SessionRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ledger in {@code HOME/state}. What cannot be read or written is logged: it costs no byte of a session. Any thread. */
final class HomeLedger implements Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(HomeLedger.class);
    static final String DIRECTION = "direction";
    private static final String FILE = "file";
    private static final String FORGOTTEN = "forgotten";

    private final SessionRegistry registry;
    private final History history;
    private final Processes processes;
    private final Supplier<Instant> clock;
    private final Set<UUID> opened = ConcurrentHashMap.newKeySet();
    private final Queue<Finished> unwritten = new ConcurrentLinkedQueue<>();

    HomeLedger(Path state, Processes processes, Supplier<Instant> clock) {
        this.processes = processes;
        registry = new SessionRegistry(state);
        history = new History(state);
        this.clock = clock;
    }

    /** Something that may fail without harm. */
    private interface Attempt<T> {
        T run() throws IOException;
    }

    private static <T> T attempt(Attempt<T> attempt, T otherwise) {
        try {
            return attempt.run();
        } catch (IOException | RuntimeException e) {
            LOG.warn("the home's memory cannot be used; name a session to take it up again", e);
            return otherwise;
        }
    }

    private void register(UUID id, Optional<Path> stateFile, Map<String, String> properties, boolean synced) {
        opened.add(id);
        attempt(
                () -> {
                    registry.register(new SessionRegistry.Entry(id, stateFile, properties), synced);
                    return true;
                },
                false);
    }

    @Override
    public void opened(UUID id, Path stateFile, boolean synced) {
        register(id, Optional.of(stateFile), Map.of(DIRECTION, Session.Direction.GET.name()), synced);
    }

    /** Nothing for a payload that only the program that made it can make again. */
    @Override
    public void put(UUID id, Put put) {
        put.request()
                .file()
                .ifPresent(file -> register(id, Optional.empty(), PutText.write(file, put, processes.self()), true));
    }

    @Override
    public void closed(UUID id) {
        opened.remove(id);
        attempt(() -> registry.forget(id), false);
    }

    @Override
    public void ended(UUID id) {
        if (opened.contains(id)) {
            closed(id);
        }
    }

    private List<SessionRegistry.Entry> entries(Session.Direction direction) {
        return attempt(registry::entries, List.<SessionRegistry.Entry>of()).stream()
                .filter(e -> direction.name().equals(e.properties().get(DIRECTION)))
                .toList();
    }

    @Override
    public Map<UUID, Path> known() {
        Map<UUID, Path> known = new LinkedHashMap<>();
        entries(Session.Direction.GET).forEach(e -> e.stateFile().ifPresent(f -> known.put(e.id(), f)));
        return known;
    }

    @Override
    public Map<UUID, Put> puts() {
        Map<UUID, Put> puts = new LinkedHashMap<>();
        for (SessionRegistry.Entry entry : entries(Session.Direction.PUT)) {
            attempt(
                    () -> {
                        if (!runsElsewhere(entry)) {
                            puts.put(entry.id(), PutText.read(entry.properties()));
                            opened.add(entry.id()); // to be closed when it ends
                        }
                        return true;
                    },
                    false);
        }
        return puts;
    }

    private boolean runsElsewhere(SessionRegistry.Entry entry) {
        return PutText.owner(entry.properties())
                .filter(processes::livesElsewhere)
                .isPresent();
    }

    @Override
    public void finished(Finished session) {
        unwritten.add(session);
    }

    @Override
    public synchronized void flush() {
        List<History.Entry> batch = new ArrayList<>();
        for (Finished s = unwritten.poll(); s != null; s = unwritten.poll()) {
            batch.add(new History.Entry(s.id(), s.when(), FinishedText.write(s)));
        }
        if (!batch.isEmpty()) {
            append(batch);
        }
    }

    private void append(List<History.Entry> entries) {
        attempt(
                () -> {
                    history.append(entries);
                    return true;
                },
                false);
    }

    @Override
    public List<Finished> history(int most) {
        flush();
        List<Finished> found = new ArrayList<>();
        Set<String> forgotten = new HashSet<>();
        for (History.Entry entry : attempt(() -> history.newest(Integer.MAX_VALUE), List.<History.Entry>of())) {
            String file = entry.fields().get(FORGOTTEN);
            if (file != null) {
                forgotten.add(file);
            } else if (found.size() < most && !forgotten.contains(entry.fields().get(FILE))) {
                FinishedText.read(entry).ifPresent(found::add);
            }
        }
        return found;
    }

    @Override
    public boolean forget(Path file) {
        Optional<Finished> last = history(Integer.MAX_VALUE).stream()
                .filter(f -> f.file().filter(file::equals).isPresent())
                .findFirst();
        last.ifPresent(f ->
                append(List.of(new History.Entry(f.id(), clock.get(), Map.of(FORGOTTEN, file.toString())))));
        return last.isPresent();
    }
}
