package dtp.api;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One entry of the address book: what is known of a peer before it is first spoken to. Text form, one line:
 * {@code sat1 = csp://5, version 1, mtu 200, 2 kB/s, connections 3, payload 3 = image.bin}. A service (whiteboard), so that a
 * transport finds what was configured for a node. Immutable.
 */
public final class PeerProfile {
    private final String name;
    private final String scheme;
    private final String authority;
    private final OptionalInt version;
    private final OptionalInt mtu;
    private final OptionalLong throughput;
    private final OptionalInt connections;
    private final Map<String, String> payloads;

    private PeerProfile(Parser p) {
        name = p.name;
        scheme = p.scheme;
        authority = p.authority;
        version = p.version;
        mtu = p.mtu;
        throughput = p.throughput;
        connections = p.connections;
        payloads = Map.copyOf(p.payloads);
    }

    /** @throws IllegalArgumentException naming the part that is wrong */
    public static PeerProfile parse(String line) {
        return new PeerProfile(new Parser(line));
    }

    /** What commands call it. */
    public String name() {
        return name;
    }

    public String scheme() {
        return scheme;
    }

    /** As in {@link Endpoint#authority()}. */
    public String authority() {
        return authority;
    }

    /** CSP version, 1 or 2. */
    public OptionalInt version() {
        return version;
    }

    /** Bytes of a data packet that the peer and every node on the way can take. */
    public OptionalInt mtu() {
        return mtu;
    }

    public OptionalLong throughputBytesPerSecond() {
        return throughput;
    }

    /** Connections that may be open to it at once. */
    public OptionalInt connections() {
        return connections;
    }

    /** Payload ids or names at the peer by the file name that people use. */
    public Map<String, String> payloads() {
        return payloads;
    }

    /** The endpoint of a payload: {@code payload} is an id or name at the peer, or a file name of {@link #payloads()}. */
    public Endpoint endpoint(String payload) {
        return Endpoint.of(scheme, authority, payloads.getOrDefault(payload, payload));
    }

    /** The file name for a payload id, when the profile tells one. */
    public Optional<String> fileName(String payload) {
        return payloads.entrySet().stream()
                .filter(e -> e.getValue().equals(payload))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** These options with what the profile knows in the places that {@code asked} leaves open. */
    public TransferOptions complete(TransferOptions asked) {
        TransferOptions.Builder b = asked.with();
        if (asked.mtu().isEmpty()) {
            mtu.ifPresent(b::mtu);
        }
        if (asked.throughputBytesPerSecond().isEmpty() && !asked.findsThroughput()) {
            throughput.ifPresent(b::throughputBytesPerSecond);
        }
        return b.build();
    }

    @Override
    public String toString() {
        return name + " = " + scheme + "://" + authority;
    }

    /** Reads the text form. */
    private static final class Parser {
        private final String line;
        private final String name;
        private String scheme;
        private String authority;
        private OptionalInt version = OptionalInt.empty();
        private OptionalInt mtu = OptionalInt.empty();
        private OptionalLong throughput = OptionalLong.empty();
        private OptionalInt connections = OptionalInt.empty();
        private final Map<String, String> payloads = new LinkedHashMap<>();

        Parser(String line) {
            this.line = line;
            int equals = line.indexOf('=');
            require(equals > 0, "expected NAME = SCHEME://HOST, …");
            name = line.substring(0, equals).strip();
            require(
                    !name.isEmpty() && name.chars().noneMatch(c -> c <= ' ' || c == ':' || c == '/'),
                    "a name holds no blank, : or /");
            String[] parts = line.substring(equals + 1).split(",");
            Endpoint endpoint =
                    Endpoint.parse(parts[0].strip() + (parts[0].strip().endsWith("/") ? "" : "/"));
            scheme = endpoint.scheme();
            authority = endpoint.authority();
            for (int i = 1; i < parts.length; i++) {
                part(parts[i].strip());
            }
        }

        private void part(String part) {
            String[] words = part.split("\\s+", 2);
            require(words.length == 2, "what is \"" + part + "\"?");
            String value = words[1].strip();
            switch (words[0].toLowerCase(Locale.ROOT)) {
                case "version" -> version = OptionalInt.of(number(value, 1, 2));
                case "mtu" -> mtu = OptionalInt.of(number(value, 16, 65_535));
                case "connections" -> connections = OptionalInt.of(number(value, 1, 3));
                case "payload" -> payload(value);
                default -> throughput = OptionalLong.of(rate(words[0], value));
            }
        }

        private void payload(String value) {
            int equals = value.indexOf('=');
            require(equals > 0, "expected payload ID = FILE");
            payloads.put(
                    value.substring(equals + 1).strip(),
                    value.substring(0, equals).strip());
        }

        private long rate(String number, String unit) {
            long factor = switch (unit) {
                case "B/s" -> 1;
                case "kB/s" -> 1_000;
                case "MB/s" -> 1_000_000;
                default -> 0;
            };
            require(factor > 0, "what is \"" + number + " " + unit + "\"? A rate is written 2 kB/s");
            require(number.matches("[0-9]{1,9}(\\.[0-9]{1,6})?"), number + " is not a number");
            long rate = (long) (Double.parseDouble(number) * factor);
            require(rate > 0, "a rate is at least 1 B/s");
            return rate;
        }

        private int number(String text, int least, int most) {
            try {
                int value = Integer.parseInt(text);
                require(value >= least && value <= most, text + " is not between " + least + " and " + most);
                return value;
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(text + " is not a number (in peer " + line + ")", e);
            }
        }

        private void require(boolean holds, String message) {
            if (!holds) {
                throw new IllegalArgumentException(message + " (in peer " + Objects.requireNonNullElse(line, "") + ")");
            }
        }
    }
}
