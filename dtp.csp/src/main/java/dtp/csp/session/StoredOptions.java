package dtp.csp.session;

import dtp.api.Endpoint;
import dtp.api.GetRequest;
import dtp.api.TransferOptions;
import dtp.api.payload.Digest;
import dtp.csp.store.SourcesRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a session was asked for, to and from the text in its journal. What cannot be read falls back to the default: a damaged
 * option must not cost the bytes.
 */
record StoredOptions(
        List<Endpoint> endpoints,
        TransferOptions options,
        Optional<Digest> digest,
        boolean requireDigest,
        boolean replace) {

    private static final String FOUND = "auto";

    static StoredOptions of(GetRequest request) {
        return new StoredOptions(
                request.sources(), request.options(), request.digest(), request.requireDigest(), request.replace());
    }

    StoredOptions with(List<Endpoint> others) {
        return new StoredOptions(List.copyOf(others), options, digest, requireDigest, replace);
    }

    /** The same, asked for again: the sources and options of {@code request}, and whatever either of them demands. */
    StoredOptions with(StoredOptions request) {
        return new StoredOptions(
                request.endpoints,
                request.options,
                request.digest.or(() -> digest),
                request.requireDigest || requireDigest,
                request.replace || replace);
    }

    /** What {@code request} asks for and these do not grant, in words. */
    List<String> lacks(StoredOptions request) {
        List<String> lacks = new ArrayList<>();
        request.endpoints.stream().filter(e -> !endpoints.contains(e)).forEach(e -> lacks.add("source " + e));
        Map<String, String> has = record().options();
        Map<String, String> wanted = with(request).record().options();
        Set<String> all = new TreeSet<>(has.keySet());
        all.addAll(wanted.keySet());
        for (String option : all) {
            String now = has.getOrDefault(option, "unset");
            String then = wanted.getOrDefault(option, "unset");
            if (!now.equals(then)) {
                lacks.add(option + " " + then + " instead of " + now);
            }
        }
        return lacks;
    }

    SourcesRecord record() {
        Map<String, String> text = new HashMap<>();
        options.throughputBytesPerSecond().ifPresent(v -> text.put("throughput", Long.toString(v)));
        if (options.findsThroughput()) {
            text.put("throughput", FOUND);
        }
        options.mtu().ifPresent(v -> text.put("mtu", Integer.toString(v)));
        text.put("idleTimeoutMs", Long.toString(options.idleTimeout().toMillis()));
        text.put("connections", Integer.toString(options.connections()));
        text.put("durability", options.durability().name());
        text.put("priority", Integer.toString(options.priority()));
        text.put("retries", Integer.toString(options.retries()));
        text.put("waitForContact", Boolean.toString(options.waitForContact()));
        text.put("requireDigest", Boolean.toString(requireDigest));
        text.put("replace", Boolean.toString(replace));
        digest.ifPresent(d -> text.put("digest", d.toString()));
        return new SourcesRecord(endpoints.stream().map(Endpoint::toString).toList(), text);
    }

    static StoredOptions read(SourcesRecord stored) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (String text : stored.endpoints()) {
            parsed(() -> Endpoint.parse(text)).ifPresent(endpoints::add);
        }
        Map<String, String> o = stored.options();
        TransferOptions.Builder b = TransferOptions.builder();
        parsed(() -> FOUND.equals(o.get("throughput"))
                ? b.findThroughput()
                : b.throughputBytesPerSecond(Long.parseLong(o.get("throughput"))));
        parsed(() -> b.mtu(Integer.parseInt(o.get("mtu"))));
        parsed(() -> b.idleTimeout(Duration.ofMillis(Long.parseLong(o.get("idleTimeoutMs")))));
        parsed(() -> b.connections(Integer.parseInt(o.get("connections"))));
        parsed(() -> b.durability(TransferOptions.Durability.valueOf(o.getOrDefault("durability", ""))));
        parsed(() -> b.priority(Integer.parseInt(o.get("priority"))));
        parsed(() -> b.retries(Integer.parseInt(o.get("retries"))));
        b.waitForContact(Boolean.parseBoolean(o.get("waitForContact")));
        return new StoredOptions(
                endpoints,
                b.build(),
                o.containsKey("digest") ? parsed(() -> Digest.parse(o.get("digest"))) : Optional.empty(),
                Boolean.parseBoolean(o.get("requireDigest")),
                Boolean.parseBoolean(o.get("replace")));
    }

    private interface Parse<T> {
        T get();
    }

    private static <T> Optional<T> parsed(Parse<T> parse) {
        try {
            return Optional.of(parse.get());
        } catch (IllegalArgumentException e) { // NumberFormatException too, which a missing value gives
            return Optional.empty();
        }
    }
}
