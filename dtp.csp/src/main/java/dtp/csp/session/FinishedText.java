package dtp.csp.session;

import dtp.api.Endpoint;
import dtp.api.Session;
import dtp.api.SessionState;
import dtp.api.Verification;
import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import dtp.csp.store.home.History;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A finished session to and from the names and values of the history. Pure. */
final class FinishedText {
    private static final String ENDPOINT = "endpoint.";

    private FinishedText() {}

    static Map<String, String> write(Ledger.Finished s) {
        Map<String, String> text = new HashMap<>();
        text.put("direction", s.direction().name());
        for (int i = 0; i < s.endpoints().size(); i++) {
            text.put(ENDPOINT + i, s.endpoints().get(i).toString());
        }
        s.file().ifPresent(f -> text.put("file", f.toString()));
        text.put("state", s.state().name());
        text.put("verification", s.verification().name());
        text.put("name", s.payload().name());
        s.payload().size().ifPresent(v -> text.put("size", Long.toString(v)));
        s.payload().digest().ifPresent(v -> text.put("digest", v.toString()));
        s.payload().modified().ifPresent(v -> text.put("modified", v.toString()));
        return text;
    }

    /** Empty when a part cannot be read, for example because a newer program wrote it. */
    static Optional<Ledger.Finished> read(History.Entry entry) {
        Map<String, String> text = entry.fields();
        try {
            List<Endpoint> endpoints = new ArrayList<>();
            for (int i = 0; text.containsKey(ENDPOINT + i); i++) {
                endpoints.add(Endpoint.parse(text.get(ENDPOINT + i)));
            }
            return Optional.of(new Ledger.Finished(
                    entry.id(),
                    Session.Direction.valueOf(text.getOrDefault("direction", "")),
                    endpoints,
                    Optional.ofNullable(text.get("file")).map(Path::of),
                    SessionState.valueOf(text.getOrDefault("state", "")),
                    Verification.valueOf(text.getOrDefault("verification", "")),
                    payload(text),
                    entry.ended()));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static PayloadInfo payload(Map<String, String> text) {
        PayloadInfo payload = PayloadInfo.named(text.getOrDefault("name", ""));
        payload = text.containsKey("size") ? payload.size(Long.parseLong(text.get("size"))) : payload;
        payload = text.containsKey("digest") ? payload.digest(Digest.parse(text.get("digest"))) : payload;
        return text.containsKey("modified") ? payload.modified(Instant.parse(text.get("modified"))) : payload;
    }
}
