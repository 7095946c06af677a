package dtp.shell.command;

import dtp.api.Session;
import dtp.api.SessionService;
import dtp.api.SessionState;
import dtp.api.StoredSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import picocli.CommandLine;

/** {@code dtp pause}: stops a session, of the container or of another process of this home; it stays paused until somebody resumes it. */
@CommandLine.Command(
        name = "pause",
        description = "Pause a session of the running container, or of another dtp on the same home.")
final class Pause extends SessionCommand {
    private static final long PATIENCE_MS = 10_000;

    @Override
    List<String> again() {
        return common.json ? List.of("pause", name, "--json") : List.of("pause", name);
    }

    @Override
    int act(Invocation in, Session session) {
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

    @Override
    int notOpen(Invocation in, SessionService service, Path file) throws CommandException {
        try {
            StoredSession session = service.inspect(file);
            if (session.inUse()) {
                throw CommandException.failed(elsewhere(file, session.process()));
            }
            in.say(file + " does not run");
            return Exit.COMPLETE;
        } catch (IOException e) {
            throw CommandException.failed(e);
        }
    }

    /** What can be done about a session that a one-shot command holds. */
    private static String elsewhere(Path file, OptionalLong process) {
        String who = process.isPresent() ? "process " + process.getAsLong() : "another process";
        return file + " is being received by " + who
                + ", which does not answer on this home; --home names another one. Or stop"
                + " it with Ctrl-C or SIGTERM: it pauses, and nothing is lost.";
    }
}
