package dtp.shell.command;

import dtp.api.Session;
import dtp.api.SessionService;
import dtp.api.SessionState;
import dtp.api.StoredSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code dtp pause}: stops a session of the running container; it stays paused until somebody resumes it. */
@CommandLine.Command(name = "pause", description = "Pause a session of the running container.")
final class Pause extends Command {
    private static final long PATIENCE_MS = 10_000;

    @Parameters(paramLabel = "SESSION|FILE", description = "id, the first letters of it, or FILE as given to get")
    String name;

    @Override
    Place place() {
        return Place.CONTAINER;
    }

    @Override
    int run(Invocation in) throws CommandException {
        SessionService service = in.sessions();
        Path file = in.console().file(name);
        Optional<Session> open = Sought.open(service, name, file);
        return open.isPresent() ? pause(in, open.get()) : stored(in, service, file);
    }

    private int pause(Invocation in, Session session) {
        session.pause();
        in.interrupt().await(session.settled(), PATIENCE_MS);
        Path file = session.file().orElse(Path.of(name));
        SessionState state = session.status().state();
        in.say(file + ": " + state + ", " + session.status().heldBytes() + " bytes held");
        if (state == SessionState.PAUSED) {
            in.say("to go on: dtp resume " + Words.quoted(file));
        }
        return Exit.COMPLETE;
    }

    private int stored(Invocation in, SessionService service, Path file) throws CommandException {
        try {
            StoredSession session = service.inspect(file);
            if (session.inUse()) {
                throw CommandException.failed(elsewhere(file));
            }
            in.say(file + " does not run");
            return Exit.COMPLETE;
        } catch (IOException e) {
            throw CommandException.failed(e.getMessage(), e);
        }
    }

    /** What can be done about a session that a one-shot command holds. */
    static String elsewhere(Path file) {
        List<String> words = List.of(
                file + " is being received by another process, which this command does not reach.",
                "Stop that one with Ctrl-C or SIGTERM: it pauses, and nothing is lost.");
        return String.join(" ", words);
    }
}
