package dtp.shell.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dtp.api.Reason;
import dtp.api.SessionStatus;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** {@code --json}: one event a line, times in UTC. Used on the command's thread. */
public final class Events {
    private final JsonFactory json = new JsonFactory();
    private final PrintStream out;
    private final InstantSource clock;

    public Events(PrintStream out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
    }

    /** Writes what an event holds besides its time and name. */
    public interface Body {
        void write(JsonGenerator to) throws IOException;
    }

    public void event(String name, Body body) {
        StringWriter line = new StringWriter();
        try (JsonGenerator g = json.createGenerator(line)) {
            g.writeStartObject();
            g.writeStringField("time", time(clock.instant()));
            g.writeStringField("event", name);
            body.write(g);
            g.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a StringWriter has none
        }
        out.println(line);
    }

    /** {@code 2026-01-31T12:00:00.123Z}. */
    public static String time(Instant when) {
        return when.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** The figures of a session, as every event about one has them. */
    public static void status(JsonGenerator g, SessionStatus status) throws IOException {
        g.writeStringField("state", status.state().name());
        g.writeStringField("since", time(status.since()));
        if (status.reason().isPresent()) {
            reason(g, "reason", status.reason().get());
        }
        g.writeStringField("verification", status.verification().name());
        if (status.payload().size().isPresent()) {
            g.writeNumberField("sizeBytes", status.payload().size().getAsLong());
        }
        if (status.payload().digest().isPresent()) {
            g.writeStringField("digest", status.payload().digest().get().toString());
        }
        g.writeNumberField("heldBytes", status.heldBytes());
        g.writeNumberField("durableBytes", status.durableBytes());
        g.writeNumberField("holes", status.holes());
        g.writeNumberField("rateBytesPerSecond", status.rateBytesPerSecond());
        if (status.remainingMs().isPresent()) {
            g.writeNumberField("remainingMs", status.remainingMs().getAsLong());
        }
        g.writeNumberField("rounds", status.rounds());
        g.writeNumberField("duplicateBytes", status.duplicateBytes());
        g.writeNumberField("lossBoundMs", status.lossBoundMs());
    }

    public static void reason(JsonGenerator g, String field, Reason reason) throws IOException {
        g.writeObjectFieldStart(field);
        g.writeStringField("code", reason.code().name());
        g.writeStringField("text", reason.text());
        if (reason.endpoint().isPresent()) {
            g.writeStringField("endpoint", reason.endpoint().get().toString());
        }
        g.writeEndObject();
    }
}
