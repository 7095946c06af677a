package dtp.csp.session;

import dtp.csp.store.Disk;
import dtp.csp.store.JournalContent;
import dtp.csp.store.LocalProcesses;
import dtp.csp.store.NewSession;
import dtp.csp.store.OpenedSession;
import dtp.csp.store.SessionFileStore;
import dtp.csp.store.SessionFiles;
import dtp.csp.store.SessionPaths;
import dtp.csp.store.home.DigestCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What an engine keeps below {@code HOME/state}, and its way to session files. Any thread. */
final class HomeState {
    /** Files whose digest is remembered. */
    private static final int MOST_DIGESTS = 10_000;

    private final Ledger ledger;
    private final DigestCache digests;
    private final SessionFileDesk files;

    HomeState(Path home, Disk disk, Tasks tasks) throws IOException {
        Path state = Files.createDirectories(home.resolve("state"));
        LocalProcesses processes = new LocalProcesses();
        ledger = new HomeLedger(state, processes, tasks::wallClock);
        digests = new DigestCache(state, MOST_DIGESTS);
        SessionFileStore store = new SessionFileStore(disk, processes);
        files = new SessionFileDesk() {
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
        };
    }

    Ledger ledger() {
        return ledger;
    }

    DigestCache digests() {
        return digests;
    }

    SessionFileDesk files() {
        return files;
    }
}
