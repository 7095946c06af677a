package dtp.csp.session;

import dtp.api.Endpoint;
import dtp.api.PutRequest;
import dtp.api.Reason;
import dtp.api.Session;
import dtp.api.SessionState;
import dtp.csp.store.Owner;
import dtp.csp.store.SourcesRecord;
import dtp.csp.store.StateRecord;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a put stands in the registry of the home: fields of text. Pure. */
final class PutText {
    private static final String FILE = "file";
    private static final String TARGET = "target";
    private static final String OPTION = "option.";
    private static final String STATE = "state";
    private static final String SINCE = "since";
    private static final String REASON = "reason";
    private static final String REASON_TEXT = "reason.text";
    private static final String PID = "owner.pid";
    private static final String BOOT = "owner.boot";
    private static final String STARTED = "owner.started";

    private PutText() {}

    /** @param file what the request sends */
    static Map<String, String> write(Path file, Ledger.Put put, Owner owner) {
        Map<String, String> text = new HashMap<>();
        text.put(HomeLedger.DIRECTION, Session.Direction.PUT.name());
        text.put(FILE, file.toString());
        text.put(TARGET, put.request().target().toString());
        SourcesRecord options =
                new StoredOptions(List.of(), put.request().options(), Optional.empty(), false, false).record();
        options.options().forEach((k, v) -> text.put(OPTION + k, v));
        put.rest().ifPresent(rest -> {
            text.put(STATE, rest.state().name());
            text.put(SINCE, rest.since().toString());
            rest.reason().ifPresent(why -> {
                text.put(REASON, why.code().name());
                text.put(REASON_TEXT, why.text());
            });
        });
        text.put(PID, Long.toString(owner.pid()));
        text.put(BOOT, owner.bootId());
        text.put(STARTED, Long.toString(owner.startTime()));
        return text;
    }

    /** @throws RuntimeException when it cannot be read */
    static Ledger.Put read(Map<String, String> text) {
        Map<String, String> options = new HashMap<>();
        text.forEach((name, value) -> {
            if (name.startsWith(OPTION)) {
                options.put(name.substring(OPTION.length()), value);
            }
        });
        PutRequest request = PutRequest.of(
                Path.of(text.get(FILE)),
                Endpoint.parse(text.get(TARGET)),
                StoredOptions.read(new SourcesRecord(List.of(), options)).options());
        return new Ledger.Put(request, rest(text));
    }

    private static Optional<StateRecord> rest(Map<String, String> text) {
        if (!text.containsKey(STATE)) {
            return Optional.empty();
        }
        Optional<Reason> why = Optional.ofNullable(text.get(REASON))
                .map(code -> Reason.of(Reason.Code.valueOf(code), text.get(REASON_TEXT)));
        return Optional.of(new StateRecord(SessionState.valueOf(text.get(STATE)), why, Instant.parse(text.get(SINCE))));
    }

    /** The process that drives or drove it; empty where an earlier version has not said. */
    static Optional<Owner> owner(Map<String, String> text) {
        return text.containsKey(PID)
                ? Optional.of(
                        new Owner(Long.parseLong(text.get(PID)), text.get(BOOT), Long.parseLong(text.get(STARTED))))
                : Optional.empty();
    }
}
