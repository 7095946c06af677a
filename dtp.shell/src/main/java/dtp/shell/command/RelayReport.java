package dtp.shell.command;

import com.fasterxml.jackson.core.JsonGenerator;
import dtp.path.PathCounters;
import dtp.path.relay.Relay;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** What a relay tells of its links, as text or JSON. Pure but for the output; on the command's thread. */
final class RelayReport {
    private RelayReport() {}

    static void ready(Invocation in, List<Relay.Counters> links) {
        for (Relay.Counters link : links) {
            in.say(link.line() + (link.line().a().toString().endsWith(":0") ? ", port " + link.localPort() : ""));
        }
        in.say("relaying; Ctrl-C ends it and prints what became of the traffic");
        if (in.common().json) {
            in.events().event("ready", g -> {
                g.writeArrayFieldStart("links");
                for (Relay.Counters link : links) {
                    g.writeStartObject();
                    name(g, link);
                    g.writeNumberField("port", link.localPort());
                    g.writeEndObject();
                }
                g.writeEndArray();
            });
        }
    }

    static void end(Invocation in, List<Relay.Counters> links) {
        for (Relay.Counters link : links) {
            in.say(link.line().name() + " a to b: " + words(link.aToB()));
            in.say(link.line().name() + " b to a: " + words(link.bToA()));
            if (in.common().json) {
                in.events().event("relayed", g -> {
                    name(g, link);
                    way(g, "aToB", link.aToB());
                    way(g, "bToA", link.bToA());
                });
            }
        }
    }

    private static void name(JsonGenerator g, Relay.Counters link) throws IOException {
        g.writeStringField("link", link.line().name());
        g.writeStringField("description", link.line().toString());
    }

    private static void way(JsonGenerator g, String field, PathCounters counters) throws IOException {
        g.writeObjectFieldStart(field);
        for (Map.Entry<String, Long> one : counters.all().entrySet()) {
            g.writeNumberField(camel(one.getKey()), one.getValue());
        }
        g.writeEndObject();
    }

    private static String camel(String words) {
        int blank = words.indexOf(' ');
        return blank < 0
                ? words
                : words.substring(0, blank)
                        + Character.toUpperCase(words.charAt(blank + 1))
                        + words.substring(blank + 2);
    }

    /** What was offered and delivered, and of the rest what there was. */
    private static String words(PathCounters counters) {
        StringJoiner out = new StringJoiner(", ");
        counters.all().forEach((what, n) -> {
            if (n > 0 || what.equals("offered") || what.equals("delivered")) {
                out.add(n + " " + what);
            }
        });
        return out.toString();
    }
}
