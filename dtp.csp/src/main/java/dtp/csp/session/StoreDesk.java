package dtp.csp.session;

import dtp.csp.store.JournalContent;
import dtp.csp.store.NewSession;
import dtp.csp.store.OpenedSession;
import dtp.csp.store.SessionFileStore;
import dtp.csp.store.SessionFiles;
import dtp.csp.store.SessionPaths;
import java.io.IOException;

/** The session files of one store. Any thread; blocks. */
class StoreDesk implements SessionFileDesk {
    private final SessionFileStore store;

    StoreDesk(SessionFileStore store) {
        this.store = store;
    }

    @Override
    public SessionFiles create(SessionPaths paths, NewSession session) throws IOException {
        return store.create(paths, session);
    }

    @Override
    public SessionFiles createLater(SessionPaths paths, NewSession session) throws IOException {
        return store.createLater(paths, session);
    }

    @Override
    public OpenedSession open(SessionPaths paths) throws IOException {
        return store.open(paths);
    }

    @Override
    public Look look(SessionPaths paths) throws IOException {
        JournalContent content = store.inspect(paths);
        return new Look(content, store.inUse(content));
    }
}
