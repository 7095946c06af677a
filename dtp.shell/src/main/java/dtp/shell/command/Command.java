package dtp.shell.command;

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

    /** @return the exit code */
    abstract int run(Invocation in) throws CommandException;
}
