package dtp.shell.command;

import dtp.shell.door.BrokenOffException;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** One command. Made for one run, its options filled by picocli; {@link #run} on the command's thread. */
abstract class Command {
    @Mixin
    Common common = new Common();

    /** Where the command belongs when a container runs on its home. */
    enum Place {
        /** In the container, which has the node and the sessions, unless a node of its own is named. */
        CONTAINER,
        /** Here: works on files, or is a container of its own. */
        HERE
    }

    abstract Place place();

    /** How a user goes on when the process that runs it is killed; empty when there is nothing to go on with. */
    Optional<String> goesOn() {
        return Optional.empty();
    }

    /** What is told when it was handed to another process and came to no end there. */
    final CommandException brokenOff(BrokenOffException e) {
        if (!e.mayHaveBegun()) {
            return CommandException.failed(e.getMessage(), e);
        }
        return goesOn().map(how -> CommandException.resumable(e.getMessage() + ". " + how, e))
                .orElseGet(() -> CommandException.failed(
                        e.getMessage() + ". Whether it was done is not known: dtp sessions tells what there is.", e));
    }

    /** @return the exit code */
    abstract int run(Invocation in) throws CommandException;
}
