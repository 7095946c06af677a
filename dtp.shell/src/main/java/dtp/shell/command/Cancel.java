package dtp.shell.command;

import dtp.api.Session;
import dtp.api.SessionService;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dtp cancel}: ends a session for good. */
@CommandLine.Command(
        name = "cancel",
        description = "End a session. Its files stay, and it can be resumed, unless --delete is given.")
final class Cancel extends Command {
    private static final long PATIENCE_MS = 10_000;

    @Parameters(paramLabel = "SESSION|FILE", description = "id, the first letters of it, or FILE as given to get")
    String name;

    @Option(names = "--delete", description = "delete what was received of it (never a finished file)")
    boolean delete;

    @Override
    Place place() {
        return Place.CONTAINER;
    }

    @Override
    int run(Invocation in) throws CommandException {
        SessionService service = in.sessions();
        Path file = in.console().file(name);
        Optional<Session> open = Sought.open(service, name, file);
        Session session;
        try {
            session = open.isPresent() ? open.get() : service.load(file);
        } catch (IOException e) {
            throw CommandException.failed(e.getMessage(), e);
        }
        session.cancel(!delete);
        in.interrupt().await(session.settled(), PATIENCE_MS);
        Path named = session.file().orElse(file);
        in.say(named + ": " + session.status().state() + (delete ? "; what was received is deleted" : ""));
        if (!delete) {
            in.say("its files stay: dtp resume " + Words.quoted(named) + " goes on");
        }
        return session.status().state().isTerminal() ? Exit.COMPLETE : Exit.FAILED;
    }
}
