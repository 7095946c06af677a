package dtp.shell.command;

import dtp.api.SessionService;
import dtp.shell.console.Console;
import dtp.shell.console.Interrupt;
import dtp.shell.door.Answerer;
import dtp.shell.door.Door;
import dtp.shell.text.Events;
import java.io.IOException;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a command is run with. Used on the command's thread.
 *
 * @param reachedBy answers other processes about the sessions that this command follows; empty in a container, whose own door does
 */
record Invocation(
        Console console,
        Station station,
        Common common,
        InstantSource clock,
        Setup setup,
        Optional<Answerer> reachedBy) {
    private static final Logger LOG = LoggerFactory.getLogger(Invocation.class);

    PrintStream out() {
        return console.out();
    }

    Interrupt interrupt() {
        return console.interrupt();
    }

    /** A line for people, where results go: nothing with {@code --json}. */
    void say(String line) {
        if (!common.json) {
            console.out().println(line);
        }
    }

    /** Something to be told that is no result. */
    void tell(String line) {
        console.err().println("dtp: " + line);
    }

    /** A door for other processes of this home; null when it is not needed or cannot be had: then signals have to do. */
    Door door() {
        if (reachedBy.isEmpty()) {
            return null;
        }
        try {
            return Door.ofProcess(station.home(), reachedBy.get());
        } catch (IOException e) {
            LOG.info("other processes cannot reach this one: {}", e.getMessage());
            return null;
        }
    }

    Events events() {
        return new Events(console.out(), clock);
    }

    Peers peers() throws CommandException {
        return Peers.read(station.config());
    }

    SessionService sessions() throws CommandException {
        return setup.sessions();
    }
}
