package dtp.csp.session;

import dtp.api.Session;
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
    private final List<OwnedSession> terminal = new ArrayList<>();

    void add(OwnedSession session) {
        open.put(session.id(), session);
    }

    /** It is terminal, or was let go: only its id still finds it, for a while. */
    void retire(OwnedSession session) {
        if (open.remove(session.id()) != null) {
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
        return open.values().stream()
                .filter(s -> s.direction() == Session.Direction.GET
                        && s.file().filter(file::equals).isPresent())
                .map(GetSession.class::cast)
                .findFirst();
    }

    List<OwnedSession> open() {
        return List.copyOf(open.values());
    }
}
