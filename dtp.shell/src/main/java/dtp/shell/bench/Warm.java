package dtp.shell.bench;

import com.fasterxml.jackson.core.JsonFactory;
import dtp.shell.console.Console;
import dtp.shell.console.Interrupt;
import dtp.shell.door.DoorClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A container of this program that stays, so that commands run in a warm JVM: {@code dtp serve} with options of the caller, to which
 * commands are handed through its door. Used on the command's thread.
 */
public final class Warm implements AutoCloseable {
    private static final long READY_MS = 30_000;

    private final Child child;
    private final Path home;
    private final Path directory;

    private Warm(Child child, Path home, Path directory) {
        this.child = child;
        this.home = home;
        this.directory = directory;
    }

    /**
     * @param name of its log and its home in the workplace
     * @param serveOptions such as {@code --payload 3=FILE}; may be empty
     */
    public static Warm start(Workplace place, String name, List<String> javaOptions, List<String> serveOptions)
            throws IOException, InterruptedException {
        Path home = place.path("home-" + name);
        List<String> args = new ArrayList<>(List.of("serve", "--home", home.toString()));
        args.addAll(serveOptions);
        Child child = place.dtp(name, javaOptions, args);
        if (!child.awaitEvent("ready", READY_MS)) {
            child.close();
            throw new IOException("dtp serve did not become ready: " + child.said());
        }
        return new Warm(child, home, place.directory());
    }

    public Child child() {
        return child;
    }

    /**
     * Runs a command in it, with {@code --json} added.
     *
     * @return its events
     * @throws IOException with what it said, unless it ends with 0
     */
    public List<Map<String, String>> call(List<String> command) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(print(out), print(err), 0, false, directory, new Interrupt());
        List<String> args = new ArrayList<>(command);
        args.add("--json");
        try (DoorClient door = DoorClient.connect(home)
                .orElseThrow(() -> new IOException("the container of " + home + " is gone: " + child.said()))) {
            OptionalInt exit = door.call(args, console);
            if (exit.isEmpty() || exit.getAsInt() != 0) {
                throw new IOException("dtp " + String.join(" ", command) + " failed: "
                        + err.toString(StandardCharsets.UTF_8).strip());
            }
        }
        List<Map<String, String>> events = new ArrayList<>();
        JsonFactory json = new JsonFactory();
        for (String line : out.toString(StandardCharsets.UTF_8).split("\n")) {
            if (line.startsWith("{")) {
                events.add(Child.fields(json, line));
            }
        }
        return events;
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        child.close();
    }
}
