package dtp.shell.command;

import dtp.api.SessionService;
import dtp.shell.console.Console;
import dtp.shell.console.Interrupt;
import dtp.shell.text.Events;
import java.io.PrintStream;
import java.time.InstantSource;

/** What a command is run with. Used on the command's thread. */
record Invocation(Console console, Station station, Common common, InstantSource clock, Setup setup) {
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
