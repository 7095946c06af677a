package dtp.shell.command;

import dtp.api.Session;
import dtp.api.SessionService;
import dtp.api.SessionState;
import dtp.api.StoredSession;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The session that {@code SESSION|FILE} means: an id, the first letters of one (4 or more), or the name given to get. */
final class Sought {
    private static final int LEAST_LETTERS = 4;
    private static final int REMEMBERED = 1_000;

    private Sought() {}

    /** Among those that this container has open. @throws CommandException when several begin like that */
    static Optional<Session> open(SessionService service, String text, Path file) throws CommandException {
        Optional<Session> byFile = byFile(service, file);
        if (byFile.isPresent() || !text.matches("[0-9a-f-]{" + LEAST_LETTERS + ",36}")) {
            return byFile;
        }
        List<Session> found = service.sessions().stream()
                .filter(s -> s.id().toString().startsWith(text))
                .toList();
        if (found.size() > 1) {
            throw CommandException.usage(found.size() + " sessions begin with " + text + "; see dtp sessions");
        }
        return found.stream().findFirst();
    }

    static Optional<Session> byFile(SessionService service, Path file) {
        Path plain = withoutSuffix(file);
        return service.sessions().stream()
                .filter(s -> s.file().isPresent() && s.file().get().equals(plain))
                .findFirst();
    }

    /** What the home remembers of a file that came whole. */
    static Optional<StoredSession> completed(SessionService service, Path file) {
        return service.history(REMEMBERED).stream()
                .filter(s -> s.file().equals(file))
                .filter(s -> s.status().state() == SessionState.COMPLETED)
                .findFirst();
    }

    /** The final name, when the session file or the part file was named. */
    static Path withoutSuffix(Path file) {
        String name = String.valueOf(file.getFileName());
        boolean ours = (name.endsWith(".dtp") || name.endsWith(".part")) && name.indexOf('.') > 0;
        return ours ? file.resolveSibling(name.substring(0, name.lastIndexOf('.'))) : file;
    }
}
