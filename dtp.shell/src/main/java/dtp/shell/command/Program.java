package dtp.shell.command;

import dtp.api.link.CspNode;
import dtp.shell.console.Console;
import dtp.shell.door.Answerer;
import dtp.shell.door.BrokenOffException;
import dtp.shell.door.DoorClient;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Runs one command: finds it in the arguments, reads its options, hands it to the running container of the home when that is
 * where it belongs, else runs it here. One instance for a process; {@link #run} and {@link #answer} on the threads of commands.
 */
public final class Program {
    private static final Logger LOG = LoggerFactory.getLogger(Program.class);

    private final Station station;
    private final InstantSource clock;
    private final Catalogue catalogue;
    private volatile DoorClient call;

    public Program(Station station, InstantSource clock) {
        this.station = station;
        this.clock = clock;
        catalogue = new Catalogue(station, this::answer);
    }

    /** A command of this process. @return its exit code */
    public int run(List<String> args, Console console) {
        return guarded(console, () -> {
            Parsed parsed = parse(args, console);
            if (parsed.exit().isPresent()) {
                return parsed.exit().getAsInt();
            }
            OptionalInt there = elsewhere(parsed.command(), args, console);
            return there.isPresent() ? there.getAsInt() : run(parsed.command(), console, Optional.of(this::answerHere));
        });
    }

    /** A command of another process, that came through the door. @return empty when it wants another node than ours */
    OptionalInt answer(List<String> args, Console console) {
        boolean[] declined = {false};
        int exit = guarded(console, () -> {
            Parsed parsed = parse(args, console);
            if (parsed.exit().isPresent()) {
                return parsed.exit().getAsInt();
            }
            NodeWish wish = parsed.command().common.node();
            Optional<CspNode> ours = station.find(CspNode.class, "");
            if (!wish.namesNothing() && !ours.map(wish::isMetBy).orElse(false)) {
                declined[0] = true;
                return Exit.COMPLETE;
            }
            return run(parsed.command(), console, Optional.empty());
        });
        return declined[0] ? OptionalInt.empty() : OptionalInt.of(exit);
    }

    /** Hands an interrupt on when the command runs elsewhere. Any thread. */
    public void interrupted(boolean twice) {
        DoorClient client = call;
        if (client != null) {
            client.interrupt();
            if (twice) {
                client.close();
            }
        }
    }

    /** A command of another process about a session that the command of this one follows. @return empty when it is not open here */
    OptionalInt answerHere(List<String> args, Console console) {
        boolean[] declined = {false};
        int exit = guarded(console, () -> {
            Parsed parsed = parse(args, console);
            boolean ours = parsed.command() instanceof SessionCommand command
                    && command.isOpen(station, console.file(command.name));
            declined[0] = !ours;
            return ours ? run(parsed.command(), console, Optional.empty()) : Exit.COMPLETE;
        });
        return declined[0] ? OptionalInt.empty() : OptionalInt.of(exit);
    }

    private int run(Command command, Console console, Optional<Answerer> reachedBy) throws CommandException {
        Setup setup = new Setup(station, console.interrupt());
        return command.run(new Invocation(console, station, command.common, clock, setup, reachedBy));
    }

    private OptionalInt elsewhere(Command command, List<String> args, Console console) throws CommandException {
        if (command.place() == Command.Place.HERE || command.common.standalone) {
            return OptionalInt.empty();
        }
        Optional<DoorClient> door = DoorClient.connect(station.home());
        if (door.isEmpty()) {
            return OptionalInt.empty();
        }
        try (DoorClient client = door.get()) {
            call = client;
            return client.call(args, console);
        } catch (BrokenOffException e) {
            if (console.interrupt().isRaisedTwice()) {
                return OptionalInt.of(Exit.RESUMABLE); // the user's own wish
            }
            throw command.brokenOff(e);
        } finally {
            call = null;
        }
    }

    /** Either a command that is to be run or, when there is nothing to run, the exit code. */
    private record Parsed(Command command, OptionalInt exit) {
        static Parsed exit(int code) {
            return new Parsed(null, OptionalInt.of(code));
        }
    }

    private Parsed parse(List<String> args, Console console) throws CommandException {
        int at = commandAt(args);
        if (at < 0) {
            return Parsed.exit(withoutCommand(args, console));
        }
        String name = args.get(at);
        List<String> rest = new ArrayList<>(args);
        rest.remove(at);
        if (name.equals("help")) {
            return Parsed.exit(help(console, rest.isEmpty() ? null : rest.get(0)));
        }
        Command command = catalogue.make(name);
        CommandLine line = new CommandLine(command).setCommandName("dtp " + name);
        try {
            line.parseArgs(rest.toArray(String[]::new));
        } catch (ParameterException e) {
            throw CommandException.usage(e.getMessage() + "; dtp " + name + " --help explains it");
        }
        if (line.isUsageHelpRequested()) {
            explain(command, name, console);
            return Parsed.exit(Exit.COMPLETE);
        }
        if (command.common.version) {
            console.out().println("dtp " + station.version());
            return Parsed.exit(Exit.COMPLETE);
        }
        return new Parsed(command, OptionalInt.empty());
    }

    private static void explain(Command command, String name, Console console) {
        if (command instanceof Contributed brought) {
            console.out().println(brought.explanation());
        } else {
            new CommandLine(command).setCommandName("dtp " + name).usage(console.out());
        }
    }

    /** The first word that is neither an option nor the value of one; -1 when there is none. */
    static int commandAt(List<String> args) {
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (Common.WITH_VALUE.contains(arg)) {
                i++;
            } else if (!arg.startsWith("-")) {
                return i;
            }
        }
        return -1;
    }

    private int withoutCommand(List<String> args, Console console) throws CommandException {
        if (args.contains("--version")) {
            console.out().println("dtp " + station.version());
            return Exit.COMPLETE;
        }
        if (args.contains("--help") || args.contains("-h")) {
            return help(console, null);
        }
        throw CommandException.usage("which command? dtp --help lists them");
    }

    private int help(Console console, String name) throws CommandException {
        if (name != null) {
            explain(catalogue.make(name), name, console);
            return Exit.COMPLETE;
        }
        console.out().println("dtp moves files between spacecraft, ground stations and control centres.");
        console.out().println();
        Catalogue.SUMMARIES.forEach((command, says) -> console.out().printf("  dtp %-9s %s%n", command, says));
        for (String brought : catalogue.brought()) {
            console.out().printf("  dtp %-9s brought by a transport; dtp %s --help explains it%n", brought, brought);
        }
        console.out().println();
        console.out()
                .println(
                        "dtp COMMAND --help explains one. Exit codes: 0 complete, 1 failed, 2 wrong usage, 3 incomplete but resumable.");
        return Exit.COMPLETE;
    }

    private interface Step {
        int run() throws CommandException;
    }

    /** Whatever happens becomes words and an exit code. */
    private static int guarded(Console console, Step step) {
        try {
            return step.run();
        } catch (CommandException e) {
            LOG.debug("the command ended", e);
            console.err().println("dtp: " + e.getMessage());
            return e.exit();
        } catch (RuntimeException e) {
            LOG.error("a command failed", e);
            console.err()
                    .println("dtp: a fault of this program: " + e
                            + ". What was received is safe in its files; the log tells more.");
            return Exit.FAILED;
        }
    }
}
