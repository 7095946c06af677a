package dtp.shell.command;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code dtp forget}: takes a session out of the home's memory; no file is deleted. */
@CommandLine.Command(name = "forget", description = "Take a session out of this home's memory. No file is deleted.")
final class Forget extends Command {
    @Parameters(paramLabel = "FILE", description = "as given to get")
    String name;

    @Override
    Place place() {
        return Place.CONTAINER;
    }

    @Override
    int run(Invocation in) throws CommandException {
        Path file = Sought.withoutSuffix(in.console().file(name));
        try {
            if (!in.sessions().forget(file)) {
                throw CommandException.failed("nothing is known of " + file + " in the home "
                        + in.station().home());
            }
        } catch (IOException e) {
            throw CommandException.failed(e);
        }
        in.say("forgot " + file + "; no file was deleted");
        return Exit.COMPLETE;
    }
}
