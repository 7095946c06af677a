package dtp.shell.command;

import dtp.api.Endpoint;
import dtp.api.Session;
import dtp.api.SessionService;
import dtp.api.SessionStatus;
import dtp.api.StoredSession;
import dtp.shell.text.Quantity;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dtp sessions}: what runs, what can be resumed and, when asked, what was finished. */
@CommandLine.Command(
        name = "sessions",
        description = "List what runs and what can be resumed: of this home, or of a directory.")
final class Sessions extends Command {
    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "only those whose files stand there, also ones that this home does not know")
    String directory;

    @Option(names = "--history", paramLabel = "N", description = "finished ones as well, the last N")
    int history;

    @Override
    Place place() {
        return Place.CONTAINER;
    }

    @Override
    int run(Invocation in) throws CommandException {
        SessionService service = in.sessions();
        Path only = directory == null ? null : in.console().file(directory);
        List<Session> open = service.sessions().stream()
                .filter(s -> only == null
                        || s.file().filter(f -> only.equals(f.getParent())).isPresent())
                .toList();
        Map<Path, StoredSession> stored = new TreeMap<>();
        for (StoredSession s : service.stored()) {
            if (only == null || only.equals(s.file().getParent())) {
                stored.put(s.file(), s);
            }
        }
        if (only != null) {
            look(in, service, only, stored);
        }
        open.forEach(s -> s.file().ifPresent(stored::remove));
        if (!common.json && open.isEmpty() && stored.isEmpty() && history <= 0) {
            in.say("no sessions" + (only == null ? "" : " in " + only));
        }
        open.forEach(s -> open(in, s));
        stored.values().forEach(s -> stored(in, s));
        finished(service, only).forEach(s -> stored(in, s));
        return Exit.COMPLETE;
    }

    private List<StoredSession> finished(SessionService service, Path only) {
        if (history <= 0) {
            return List.of();
        }
        if (only == null) {
            return service.history(history);
        }
        return service.history(Integer.MAX_VALUE).stream()
                .filter(s -> only.equals(s.file().getParent()))
                .limit(history)
                .toList();
    }

    private static void look(Invocation in, SessionService service, Path dir, Map<Path, StoredSession> found)
            throws CommandException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(dir, "*.dtp")) {
            for (Path file : files) {
                try {
                    StoredSession session = service.inspect(file);
                    found.put(session.file(), session);
                } catch (IOException e) {
                    in.tell(Words.why(e));
                }
            }
        } catch (IOException e) {
            throw CommandException.usage("the directory " + dir + " cannot be read: " + e);
        }
    }

    private void open(Invocation in, Session session) {
        SessionStatus status = session.status();
        if (common.json) {
            in.events().event("session", g -> SessionJson.write(g, session));
        } else {
            String file =
                    session.file().map(Path::toString).orElse(status.payload().name());
            in.say(line(session.id().toString(), session.direction().name(), status, session.endpoints(), file));
        }
    }

    private void stored(Invocation in, StoredSession session) {
        if (common.json) {
            in.events().event("session", g -> SessionJson.write(g, session));
        } else {
            in.say(line(
                    session.id().toString(),
                    session.direction().name(),
                    session.status(),
                    session.endpoints(),
                    session.file().toString()));
        }
    }

    private static String line(
            String id, String direction, SessionStatus status, List<Endpoint> endpoints, String file) {
        OptionalLong size = status.payload().size();
        String held = size.isPresent()
                ? Quantity.percentText(status.heldBytes(), size.getAsLong()) + " of "
                        + Quantity.sizeText(size.getAsLong())
                : Quantity.sizeText(status.heldBytes());
        String rate = status.rateBytesPerSecond() > 0 ? ", " + Quantity.rateText(status.rateBytesPerSecond()) : "";
        String peers = endpoints.stream().map(Endpoint::toString).collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT, "%.8s  %-7s %-9s %s  %s%s  %s", id, direction, status.state(), file, held, rate, peers);
    }
}
