package dtp.csp.session;

import dtp.api.Session;
import dtp.api.SessionListener;
import dtp.api.SessionStatus;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whiteboard of session listeners. A listener that is still busy after a second misses what comes meanwhile. Any thread. */
public final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final List<Entry> entries = new CopyOnWriteArrayList<>();
    private final Callouts callouts;

    private record Entry(SessionListener listener, AtomicBoolean slow) {}

    Listeners(Callouts callouts) {
        this.callouts = callouts;
    }

    public void add(SessionListener listener) {
        entries.add(new Entry(listener, new AtomicBoolean()));
    }

    public void remove(SessionListener listener) {
        entries.removeIf(e -> e.listener() == listener);
    }

    /** False: nobody would see what is told. */
    boolean isAny() {
        return !entries.isEmpty();
    }

    void stateChanged(Session session, SessionStatus before, SessionStatus now) {
        tell(l -> l.stateChanged(session, before, now));
    }

    void progress(Session session, SessionStatus now) {
        tell(l -> l.progress(session, now));
    }

    private void tell(Consumer<SessionListener> event) {
        for (Entry e : entries) {
            callouts.post(() -> call(e, event), () -> {
                e.slow().set(true);
                LOG.warn(
                        "{} takes longer than a second; skipped until it returns",
                        e.listener().getClass().getName());
            });
        }
    }

    private static void call(Entry e, Consumer<SessionListener> event) {
        if (e.slow().get()) {
            return;
        }
        try {
            event.accept(e.listener());
        } finally {
            e.slow().set(false);
        }
    }
}
