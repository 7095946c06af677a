package dtp.shell.command;

import dtp.api.Session;
import dtp.api.SessionStatus;
import java.nio.file.Path;
import java.util.List;

/**
 * The end of a get.
 *
 * @param again the options that going on needs, each behind a blank
 */
record GetEnding(String again) implements Ending {
    @Override
    public int exit(SessionStatus status) {
        return Words.exit(status);
    }

    @Override
    public List<String> complete(Session session, SessionStatus status) {
        return List.of(file(session) + ": " + status.heldBytes() + " bytes", Words.verified(status));
    }

    @Override
    public List<String> unfinished(Session session, SessionStatus status) {
        return Words.unfinished(file(session), again, session.endpoints(), status);
    }

    private static Path file(Session session) {
        return session.file().orElse(Path.of(session.id().toString()));
    }
}
