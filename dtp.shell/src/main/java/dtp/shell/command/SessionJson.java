package dtp.shell.command;

import com.fasterxml.jackson.core.JsonGenerator;
import dtp.api.Endpoint;
import dtp.api.StoredSession;
import dtp.shell.text.Events;
import java.io.IOException;

/** A stored session in JSON. Pure. */
final class SessionJson {
    private SessionJson() {}

    static void write(JsonGenerator g, StoredSession session) throws IOException {
        g.writeStringField("session", session.id().toString());
        g.writeStringField("direction", session.direction().name());
        g.writeStringField("file", session.file().toString());
        g.writeBooleanField("inUse", session.inUse());
        g.writeArrayFieldStart("endpoints");
        for (Endpoint endpoint : session.endpoints()) {
            g.writeString(endpoint.toString());
        }
        g.writeEndArray();
        Events.status(g, session.status());
    }
}
