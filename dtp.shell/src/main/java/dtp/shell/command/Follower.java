package dtp.shell.command;

import com.fasterxml.jackson.core.JsonGenerator;
import dtp.api.Reason;
import dtp.api.Session;
import dtp.api.SessionState;
import dtp.api.SessionStatus;
import dtp.shell.door.Door;
import dtp.shell.text.Events;
import dtp.shell.text.ProgressLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stays with sessions until they rest: draws progress, writes events, hands Ctrl-C on as a pause, and says at the end what became
 * of them. Used on the command's thread.
 */
final class Follower {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final long LOOK_MS = 200;
    private static final long EVENT_MS = 1_000;
    private static final long LINE_MS = 5_000;

    private final Invocation in;
    private final Events events;
    private final Ending ending;
    private final ProgressLine line;
    private final boolean draws;
    private final Map<Session, SessionState> seen = new HashMap<>();
    private final Map<Session, Reason> lastNotes = new HashMap<>();
    private boolean drawn;
    private long nextEventMs;
    private long nextLineMs;

    /** Of gets. */
    Follower(Invocation in) {
        this(in, new GetEnding(in.common().again()));
    }

    Follower(Invocation in, Ending ending) {
        this.in = in;
        this.ending = ending;
        events = in.events();
        line = new ProgressLine(in.console().unicode());
        draws = in.console().isTerminal() && !in.common().quiet && !in.common().verbose;
        nextLineMs = in.clock().millis() + LINE_MS;
    }

    /** @return the worst exit code */
    int follow(List<Session> sessions) {
        Door door = in.door();
        try {
            return followToTheEnd(sessions);
        } finally {
            close(door);
        }
    }

    private static void close(Door door) {
        try {
            if (door != null) {
                door.close();
            }
        } catch (IOException e) {
            LOG.info("the door of this process stays behind: {}", e.getMessage());
        }
    }

    private int followToTheEnd(List<Session> sessions) {
        sessions.forEach(this::started);
        CompletableFuture<?> all = CompletableFuture.allOf(
                sessions.stream().map(s -> s.settled().toCompletableFuture()).toArray(CompletableFuture<?>[]::new));
        boolean paused = false;
        while (!all.isDone() && !in.interrupt().isRaisedTwice()) {
            if (in.interrupt().isRaised() && !paused) {
                paused = true;
                sessions.forEach(Session::pause);
            }
            look(sessions);
            if (paused) {
                in.interrupt().awaitAfterFirst(all, LOOK_MS);
            } else {
                in.interrupt().await(all, LOOK_MS);
            }
        }
        look(sessions);
        erase();
        int exit = Exit.COMPLETE;
        for (Session session : sessions) {
            exit = Exit.worst(exit, end(session));
        }
        return exit;
    }

    private void started(Session session) {
        if (in.common().json) {
            events.event("started", g -> SessionJson.head(g, session));
        }
    }

    private static void who(JsonGenerator g, Session session) throws IOException {
        SessionJson.who(g, session.id(), session.file());
    }

    private void look(List<Session> sessions) {
        long now = in.clock().millis();
        boolean eventIsDue = now >= nextEventMs;
        boolean lineIsDue = now >= nextLineMs;
        nextEventMs = eventIsDue ? now + EVENT_MS : nextEventMs;
        nextLineMs = lineIsDue ? now + LINE_MS : nextLineMs;
        for (Session session : sessions) {
            SessionStatus status = session.status();
            boolean changed = seen.put(session, status.state()) != status.state();
            if (in.common().json && (changed || (eventIsDue && !rests(status)))) {
                event(changed ? "state" : "progress", session, status);
            }
            notes(session, status);
        }
        if (draws) {
            draw(sessions);
        } else if (lineIsDue && !in.common().quiet) {
            sessions.forEach(s -> in.console().err().println(line.plain(name(s), s.status())));
        }
    }

    private static boolean rests(SessionStatus status) {
        return status.state().isTerminal()
                || status.state() == SessionState.PAUSED
                || status.state() == SessionState.FAILED;
    }

    private void event(String name, Session session, SessionStatus status) {
        events.event(name, g -> {
            who(g, session);
            Events.status(g, status);
        });
    }

    /** Those behind the last one that was told: a session keeps but the newest. */
    private void notes(Session session, SessionStatus status) {
        List<Reason> all = status.notes();
        Reason last = lastNotes.get(session);
        int news = last == null ? 0 : all.indexOf(last) + 1;
        for (Reason note : all.subList(news, all.size())) {
            lastNotes.put(session, note);
            if (in.common().json) {
                events.event("note", g -> {
                    who(g, session);
                    Events.reason(g, "note", note);
                });
            }
            erase();
            in.console().err().println(name(session) + ": " + note.text());
        }
    }

    /** One line: of the only session that runs, or of all together. */
    private void draw(List<Session> sessions) {
        List<Session> running =
                sessions.stream().filter(s -> !rests(s.status())).toList();
        if (running.isEmpty()) {
            return;
        }
        String others = running.size() > 1 ? " (and " + (running.size() - 1) + " more)" : "";
        Session first = running.get(0);
        in.console()
                .err()
                .print("\r"
                        + line.bar(
                                name(first) + others,
                                first.status(),
                                in.console().columns()) + "\u001b[K");
        in.console().err().flush();
        drawn = true;
    }

    private void erase() {
        if (drawn) {
            in.console().err().print("\r\u001b[K");
            in.console().err().flush();
            drawn = false;
        }
    }

    private static String name(Session session) {
        return session.file()
                .map(Path::getFileName)
                .map(Path::toString)
                .orElse(session.id().toString());
    }

    private int end(Session session) {
        SessionStatus status = session.status();
        int exit = ending.exit(status);
        if (in.common().json) {
            events.event("end", g -> {
                who(g, session);
                g.writeNumberField("exit", exit);
                Events.status(g, status);
            });
        }
        if (exit == Exit.COMPLETE) {
            ending.complete(session, status).forEach(in::say);
        } else {
            ending.unfinished(session, status).forEach(in::tell);
        }
        return exit;
    }
}
