package dtp.shell.command;

import dtp.api.Session;
import dtp.api.SessionService;
import dtp.shell.door.BrokenOffException;
import dtp.shell.door.DoorClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Parameters;

/**
 * A command about one session. Where that is open it is done: here, in the container, or in another process of the same home,
 * which is asked through its own door.
 */
abstract class SessionCommand extends Command {
    @Parameters(paramLabel = "SESSION|FILE", description = "id, the first letters of it, or FILE as given to get")
    String name;

    @Override
    final Place place() {
        return Place.CONTAINER;
    }

    @Override
    final int run(Invocation in) throws CommandException {
        SessionService service = in.sessions();
        Path file = in.console().file(name);
        Optional<Session> open = Sought.open(service, name, file);
        if (open.isPresent()) {
            return act(in, open.get());
        }
        OptionalInt there = others(in);
        return there.isPresent() ? there.getAsInt() : notOpen(in, service, file);
    }

    private OptionalInt others(Invocation in) throws CommandException {
        try {
            return DoorClient.callOthers(in.station().home(), again(), in.console());
        } catch (BrokenOffException e) {
            throw brokenOff(e);
        }
    }

    /** True when this process has it open. */
    final boolean isOpen(Station station, Path file) throws CommandException {
        Optional<SessionService> service = station.find(SessionService.class, "");
        return service.isPresent() && Sought.open(service.get(), name, file).isPresent();
    }

    /** The command, as another process is asked. */
    abstract List<String> again();

    abstract int act(Invocation in, Session session) throws CommandException;

    /** Nobody who can be asked has it open. */
    abstract int notOpen(Invocation in, SessionService service, Path file) throws CommandException;
}
