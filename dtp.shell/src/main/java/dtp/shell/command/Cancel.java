package dtp.shell.command;

import dtp.api.Session;
import dtp.api.SessionService;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code dtp cancel}: ends a session for good. */
@CommandLine.Command(
        name = "cancel",
        description = "End a session. Its files stay, and it can be resumed, unless --delete is given.")
final class Cancel extends SessionCommand {
    private static final long PATIENCE_MS = 10_000;

    @Option(names = "--delete", description = "delete what was received of it (never a finished file)")
    boolean delete;

    @Override
    List<String> again() {
        List<String> args = new ArrayList<>(List.of("cancel", name));
        if (delete) {
            args.add("--delete");
        }
        if (common.json) {
            args.add("--json");
        }
        return args;
    }

    @Override
    int notOpen(Invocation in, SessionService service, Path file) throws CommandException {
        try {
            return act(in, service.load(file));
        } catch (IOException e) {
            throw CommandException.failed(e);
        }
    }

    @Override
    int act(Invocation in, Session session) {
        session.cancel(!delete);
        in.interrupt().await(session.settled(), PATIENCE_MS);
        Path named = session.file().orElse(in.console().file(name));
        in.say(named + ": " + session.status().state() + (delete ? "; what was received is deleted" : ""));
        if (!delete) {
            in.say("its files stay: dtp resume " + Words.quoted(named) + " goes on");
        }
        return session.status().state().isTerminal() ? Exit.COMPLETE : Exit.FAILED;
    }
}
