package dtp.shell.command;

import dtp.api.transport.TransportCommand;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Unmatched;

/** A command that the bundle of a transport brings: what is not an option of every command is that command's own. */
@CommandLine.Command
final class Contributed extends Command {
    @Unmatched
    List<String> args = new ArrayList<>();

    private final TransportCommand command;

    Contributed(TransportCommand command) {
        this.command = command;
    }

    String explanation() {
        return command.help();
    }

    @Override
    Place place() {
        return Place.HERE;
    }

    @Override
    int run(Invocation in) {
        return command.run(
                args,
                in.console().directory(),
                in.station().config(),
                in.console().out(),
                in.console().err());
    }
}
