package dtp.shell.command;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.SessionStatus;
import dtp.api.StoredSession;
import dtp.api.interval.Interval;
import dtp.api.interval.IntervalSet;
import dtp.shell.text.Events;
import dtp.shell.text.HoleMap;
import dtp.shell.text.Quantity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dtp show}: one session, its figures and what of it is held. */
@CommandLine.Command(name = "show", description = "Show a session: state, figures, and the map of what is held.")
final class Show extends Command {
    @Parameters(paramLabel = "FILE", description = "as given to get, or its .dtp")
    String name;

    @Option(
            names = "--holes",
            paramLabel = "N",
            description = "holes to list (default: ${DEFAULT-VALUE})",
            defaultValue = "8")
    int most;

    @Override
    Place place() {
        return Place.CONTAINER;
    }

    @Override
    int run(Invocation in) throws CommandException {
        StoredSession session = look(in);
        if (common.json) {
            json(in, session);
        } else {
            text(in, session);
        }
        return Exit.COMPLETE;
    }

    private StoredSession look(Invocation in) throws CommandException {
        Path file = in.console().file(name);
        try {
            return in.sessions().inspect(file);
        } catch (IOException e) {
            return Sought.completed(in.sessions(), file).orElseThrow(() -> CommandException.failed(e));
        }
    }

    private void text(Invocation in, StoredSession session) {
        SessionStatus status = session.status();
        OptionalLong size = status.payload().size();
        in.say(session.file().toString());
        row(
                in,
                "session",
                session.id() + " (" + session.direction() + ")" + (session.inUse() ? ", open in a process" : ""));
        for (Endpoint endpoint : session.endpoints()) {
            row(in, "endpoint", endpoint.toString());
        }
        row(in, "state", status.state() + " since " + Events.time(status.since()));
        status.reason().ifPresent(r -> row(in, "because", r.text()));
        String held = size.isPresent()
                ? status.heldBytes() + " of " + size.getAsLong() + " bytes ("
                        + Quantity.percentText(status.heldBytes(), size.getAsLong()) + ")"
                : status.heldBytes() + " bytes, of a size not known yet";
        row(in, "held", held + ", " + status.durableBytes() + " durable");
        row(in, "at risk", "a crash loses at most the last " + status.lossBoundMs() + " ms of reception");
        row(in, "requests", status.rounds() + ", " + Quantity.sizeText(status.duplicateBytes()) + " came twice");
        status.payload().digest().ifPresent(d -> row(in, "digest", d.toString()));
        for (Reason note : status.notes()) {
            row(in, "note", note.text());
        }
        if (size.isPresent()) {
            int columns = in.console().isTerminal()
                    ? Math.max(8, Math.min(HoleMap.COLUMNS, in.console().columns() - 12))
                    : HoleMap.COLUMNS;
            HoleMap map = HoleMap.of(in.console().unicode());
            row(in, "map", map.draw(session.held(), size.getAsLong(), columns));
            row(in, "holes", holes(session.held().complement(size.getAsLong())));
        }
    }

    private String holes(IntervalSet missing) {
        if (missing.isEmpty()) {
            return "none";
        }
        String first = java.util.stream.IntStream.range(0, Math.min(Math.max(0, most), missing.count()))
                .mapToObj(missing::get)
                .map(Show::bytes)
                .collect(Collectors.joining(", "));
        int more = missing.count() - Math.max(0, most);
        return missing.count()
                + (first.isEmpty() ? "" : ": " + first)
                + (more > 0 && most > 0 ? " and " + more + " more" : "");
    }

    private static String bytes(Interval hole) {
        return hole.start() + "-" + (hole.end() - 1);
    }

    private static void row(Invocation in, String what, String text) {
        in.say(String.format("  %-9s %s", what, text));
    }

    private void json(Invocation in, StoredSession session) {
        in.events().event("session", g -> {
            SessionJson.write(g, session);
            g.writeArrayFieldStart("held");
            for (Interval interval : session.held()) {
                g.writeArray(new long[] {interval.start(), interval.end()}, 0, 2);
            }
            g.writeEndArray();
        });
    }
}
