package dtp.shell.command;

import com.fasterxml.jackson.core.JsonGenerator;
import dtp.api.Endpoint;
import dtp.api.Session;
import dtp.api.StoredSession;
import dtp.shell.text.Events;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A session in JSON, open or stored. Pure. */
final class SessionJson {
    private SessionJson() {}

    static void who(JsonGenerator g, UUID id, Optional<Path> file) throws IOException {
        g.writeStringField("session", id.toString());
        if (file.isPresent()) {
            g.writeStringField("file", file.get().toString());
        }
    }

    private static void what(JsonGenerator g, Session.Direction direction, List<Endpoint> endpoints)
            throws IOException {
        g.writeStringField("direction", direction.name());
        g.writeArrayFieldStart("endpoints");
        for (Endpoint endpoint : endpoints) {
            g.writeString(endpoint.toString());
        }
        g.writeEndArray();
    }

    /** Without figures. */
    static void head(JsonGenerator g, Session session) throws IOException {
        who(g, session.id(), session.file());
        what(g, session.direction(), session.endpoints());
    }

    static void write(JsonGenerator g, Session session) throws IOException {
        head(g, session);
        g.writeBooleanField("inUse", true);
        Events.status(g, session.status());
    }

    static void write(JsonGenerator g, StoredSession session) throws IOException {
        who(g, session.id(), Optional.of(session.file()));
        what(g, session.direction(), session.endpoints());
        g.writeBooleanField("inUse", session.inUse());
        Events.status(g, session.status());
    }
}
