package dtp.csp.store;

import java.util.List;
import java.util.Map;

/**
 * Where the bytes come from and how the session was asked for, as text that the engine writes and reads: no secrets, no paths.
 *
 * @param endpoints text forms, in the user's order
 * @param options names and values; unknown names are kept, so that a newer engine's options live through an older one
 */
public record SourcesRecord(List<String> endpoints, Map<String, String> options) {
    public static final SourcesRecord NONE = new SourcesRecord(List.of(), Map.of());

    public SourcesRecord {
        endpoints = List.copyOf(endpoints);
        options = Map.copyOf(options);
    }
}
