package dtp.shell.command;

import dtp.api.transport.TransportCommand;
import dtp.shell.door.Answerer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The commands by name. A command's class is not loaded before it is asked for: that is most of a start's time. */
final class Catalogue {
    /** What {@code dtp --help} says, in its order. */
    static final Map<String, String> SUMMARIES = summaries();

    private final Map<String, Supplier<Command>> makers;

    private final Station station;

    Catalogue(Station station, Answerer answerer) {
        this.station = station;
        makers = Map.ofEntries(
                Map.entry("get", () -> new Get()),
                Map.entry("put", () -> new Put()),
                Map.entry("resume", () -> new Resume()),
                Map.entry("sessions", () -> new Sessions()),
                Map.entry("show", () -> new Show()),
                Map.entry("pause", () -> new Pause()),
                Map.entry("cancel", () -> new Cancel()),
                Map.entry("forget", () -> new Forget()),
                Map.entry("verify", () -> new Verify()),
                Map.entry("serve", () -> new Serve(answerer)),
                Map.entry("ping", () -> new Ping()),
                Map.entry("demo", () -> new Demo()),
                Map.entry("relay", () -> new RelayCommand()),
                Map.entry("bench", () -> new Bench()));
    }

    private static Map<String, String> summaries() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("get", "download a file, or a list of files");
        all.put("put", "send a file");
        all.put("resume", "go on with an interrupted download");
        all.put("sessions", "list what runs and what can be resumed");
        all.put("show", "show a session: state, figures, map of what is held");
        all.put("pause", "pause a session of the running container");
        all.put("cancel", "end a session");
        all.put("forget", "take a session out of this home's memory");
        all.put("verify", "read a file back and compare it with its digest");
        all.put("serve", "serve payloads, and run the other commands of this home");
        all.put("ping", "ask a CSP node for echoes");
        all.put("demo", "watch a download from a simulated satellite over a bad link");
        all.put("relay", "stand between two programs as a bad link: loss, delay, rate, contacts");
        all.put("bench", "measure DTP on this machine, beside other programs");
        return all;
    }

    /** Names of the commands that bundles of transports bring. */
    List<String> brought() {
        return station.values(TransportCommand.class, TransportCommand.NAME).stream()
                .filter(name -> !makers.containsKey(name))
                .toList();
    }

    /** @throws CommandException with wrong usage when there is no such command */
    Command make(String name) throws CommandException {
        Supplier<Command> maker = makers.get(name);
        if (maker != null) {
            return maker.get();
        }
        Optional<TransportCommand> brought = name.matches("[a-z][a-z-]*")
                ? station.find(TransportCommand.class, "(" + TransportCommand.NAME + "=" + name + ")")
                : Optional.empty();
        return new Contributed(brought.orElseThrow(
                () -> CommandException.usage("there is no command " + name + "; dtp --help lists them")));
    }
}
