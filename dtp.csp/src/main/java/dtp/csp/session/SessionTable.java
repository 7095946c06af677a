package dtp.csp.session;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The sessions of this engine that are not terminal, and those that just became so for {@link #find}. Any thread. */
final class SessionTable {
    private static final int MOST_TERMINAL = 256;

    private final Map<UUID, OwnedSession> open = new ConcurrentHashMap<>();
    private final Map<Path, GetSession> gets = new ConcurrentHashMap<>();
    private final List<OwnedSession> terminal = new ArrayList<>();

    void add(OwnedSession session) {
        open.put(session.id(), session);
        if (session instanceof GetSession get) {
            get.file().ifPresent(file -> gets.put(file, get));
        }
    }

    /** It is terminal, or was let go: only its id still finds it, for a while. */
    void retire(OwnedSession session) {
        if (open.remove(session.id()) != null) {
            session.file().ifPresent(file -> gets.remove(file, session));
            synchronized (terminal) {
                terminal.add(session);
                if (terminal.size() > MOST_TERMINAL) {
                    terminal.remove(0);
                }
            }
        }
    }

    Optional<OwnedSession> find(UUID id) {
        OwnedSession found = open.get(id);
        if (found != null) {
            return Optional.of(found);
        }
        synchronized (terminal) {
            return terminal.stream().filter(s -> s.id().equals(id)).findFirst();
        }
    }

    /** The get that has this final name open. */
    Optional<GetSession> get(Path file) {
        return Optional.ofNullable(gets.get(file));
    }

    /** Not terminal, nor let go. */
    boolean isOpen(UUID id) {
        return open.containsKey(id);
    }

    List<OwnedSession> open() {
        return List.copyOf(open.values());
    }
}
