package dtp.csp.session;

import dtp.csp.store.Disk;
import dtp.csp.store.LocalProcesses;
import dtp.csp.store.SessionFileStore;
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
        files = new StoreDesk(new SessionFileStore(disk, processes));
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
