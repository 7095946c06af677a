package dtp.shell.command;

import dtp.api.Session;
import dtp.api.SessionStatus;
import dtp.shell.text.Events;
import dtp.shell.text.HoleMap;
import dtp.shell.text.ProgressLine;
import java.io.PrintStream;

/** Shows a map that fills: over itself on a terminal, else a line at a time. Used on the command's thread. */
final class DemoView {
    private final Invocation in;
    private final HoleMap map;
    private final ProgressLine figures;
    private boolean drawn;

    DemoView(Invocation in) {
        this.in = in;
        map = HoleMap.of(in.console().unicode());
        figures = new ProgressLine(in.console().unicode());
    }

    private String map(Session session, int columns) {
        long size = session.status().payload().size().orElse(0);
        return size == 0 ? "" : map.draw(session.received(), size, columns);
    }

    void redraw(Session session) {
        PrintStream err = in.console().err();
        int columns = Math.max(8, Math.min(HoleMap.COLUMNS, in.console().columns() - 1));
        String line = figures.plain("received", session.status());
        String cut = line.substring(0, Math.min(line.length(), in.console().columns() - 1));
        err.print((drawn ? "\u001b[2A" : "") + "\r\u001b[K" + map(session, columns) + "\n\r\u001b[K" + cut + "\n");
        err.flush();
        drawn = true;
    }

    void line(Session session) {
        in.console().err().println(map(session, HoleMap.COLUMNS) + "  " + figures.plain("received", session.status()));
    }

    void event(Session session, String name) {
        SessionStatus status = session.status();
        in.events().event(name, g -> {
            Events.status(g, status);
            g.writeStringField("map", map(session, HoleMap.COLUMNS));
        });
    }
}
