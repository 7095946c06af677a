package dtp.shell.door;

import dtp.shell.console.Console;
import java.util.List;
import java.util.OptionalInt;

/** Runs a command of another process here. Each call on a thread of its own. */
public interface Answerer {
    /** @return the exit code; empty when the command wants a node that this container has not */
    OptionalInt answer(List<String> args, Console console);
}
