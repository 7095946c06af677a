package dtp.csp.session;

import dtp.csp.store.JournalContent;
import dtp.csp.store.NewSession;
import dtp.csp.store.OpenedSession;
import dtp.csp.store.SessionFiles;
import dtp.csp.store.SessionPaths;
import java.io.IOException;

/** Makes, opens and looks at pairs of session files. Any thread; blocks. */
interface SessionFileDesk {
    /**
     * What a look shows.
     *
     * @param inUse by a living process
     */
    record Look(JournalContent content, boolean inUse) {}

    SessionFiles create(SessionPaths paths, NewSession session) throws IOException;

    /** As {@link #create}, but the files are made when they are needed. */
    SessionFiles createLater(SessionPaths paths, NewSession session) throws IOException;

    OpenedSession open(SessionPaths paths) throws IOException;

    Look look(SessionPaths paths) throws IOException;
}
