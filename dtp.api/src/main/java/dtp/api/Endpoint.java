package dtp.api;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * {@code scheme://authority/name?options}. Has its own parser: java.net.URI gives no host for {@code a,b}, {@code a:1,b:2} and
 * {@code sat_1}, and rejects {@code [::1]:1,[::2]:2}. Holds no secret: keys are named, not written. Immutable, compared by value.
 */
public final class Endpoint {
    /** Longest text that is read. */
    public static final int MAX_LENGTH = 4096;

    private static final String PLAIN_IN_NAME = "-._~!$&'()*+,;=:@/";

    private final String scheme;
    private final String authority;
    private final String name;
    private final Map<String, String> options;

    private Endpoint(String scheme, String authority, String name, Map<String, String> options) {
        this.scheme = scheme;
        this.authority = authority;
        this.name = name;
        this.options = options;
    }

    /** From parts that are already decoded. @throws IllegalArgumentException as {@link #parse} */
    public static Endpoint of(String scheme, String authority, String name) {
        return of(scheme, authority, name, Map.of());
    }

    /** From parts that are already decoded. @throws IllegalArgumentException as {@link #parse} */
    public static Endpoint of(String scheme, String authority, String name, Map<String, String> options) {
        Endpoint made = new Endpoint(
                Objects.requireNonNull(scheme),
                Objects.requireNonNull(authority),
                Objects.requireNonNull(name),
                new LinkedHashMap<>(options));
        return parse(made.toString());
    }

    /** @throws IllegalArgumentException naming what is wrong, in words for the user */
    public static Endpoint parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("an endpoint has at most " + MAX_LENGTH + " characters");
        }
        int colon = text.indexOf("://");
        if (colon < 1) {
            throw new IllegalArgumentException("expected scheme://host/name but was " + text);
        }
        String scheme = text.substring(0, colon);
        require(isScheme(scheme), text, "the scheme may hold small letters, digits, + - .", scheme);
        int slash = text.indexOf('/', colon + 3);
        require(slash >= 0, text, "a / and a name must follow the host", text.substring(colon + 3));
        String authority = text.substring(colon + 3, slash);
        require(!authority.isEmpty(), text, "the host is missing", "");
        require(
                isAuthority(authority),
                text,
                "a host may not hold blanks, control characters or any of ?#\\",
                authority);
        int question = text.indexOf('?', slash);
        String name = text.substring(slash + 1, question < 0 ? text.length() : question);
        return new Endpoint(
                scheme,
                authority,
                decode(name, text),
                question < 0 ? Map.of() : options(text.substring(question + 1), text));
    }

    private static void require(boolean holds, String text, String rule, String part) {
        if (!holds) {
            throw new IllegalArgumentException(
                    rule + (part.isEmpty() ? "" : ", but it is " + part) + " (in " + text + ")");
        }
    }

    private static boolean isScheme(String text) {
        return text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "+-.".indexOf(c) >= 0)
                && Character.isLetter(text.charAt(0));
    }

    private static boolean isAuthority(String text) {
        return text.chars().allMatch(c -> c > ' ' && c != 127 && "?#\\".indexOf(c) < 0);
    }

    private static Map<String, String> options(String query, String text) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            String key = decode(equals < 0 ? pair : pair.substring(0, equals), text);
            require(!key.isEmpty(), text, "an option needs a name before its =", pair);
            String before = options.put(key, equals < 0 ? "" : decode(pair.substring(equals + 1), text));
            require(before == null, text, "an option may stand once", key);
        }
        return options;
    }

    private static String decode(String part, String text) {
        if (part.indexOf('%') < 0) {
            return part;
        }
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%') {
                require(i + 2 < bytes.length, text, "a % needs two hexadecimal digits", part);
                int high = Character.digit(bytes[i + 1], 16);
                int low = Character.digit(bytes[i + 2], 16);
                require(high >= 0 && low >= 0, text, "a % needs two hexadecimal digits", part);
                out.put((byte) (high << 4 | low));
                i += 2;
            } else {
                out.put(bytes[i]);
            }
        }
        try {
            CharBuffer chars = StandardCharsets.UTF_8.newDecoder().decode(out.flip());
            return chars.toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not UTF-8 after percent-decoding: " + part + " (in " + text + ")", e);
        }
    }

    private static String encode(String part, String plain) {
        StringBuilder out = new StringBuilder(part.length());
        for (byte b : part.getBytes(StandardCharsets.UTF_8)) {
            int c = b & 0xff;
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (letter || (c < 128 && plain.indexOf(c) >= 0)) {
                out.append((char) c);
            } else {
                out.append('%').append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
                out.append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return out.toString();
    }

    public String scheme() {
        return scheme;
    }

    /** Verbatim; its grammar is the transport's ({@code 10}, {@code host:50001}, {@code a,b:6970,[::1]}). */
    public String authority() {
        return authority;
    }

    /** Percent-decoded, may hold {@code /}. */
    public String name() {
        return name;
    }

    /** In the order written; unmodifiable. */
    public Map<String, String> options() {
        return Map.copyOf(options);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Endpoint e
                && e.scheme.equals(scheme)
                && e.authority.equals(authority)
                && e.name.equals(name)
                && e.options.equals(options);
    }

    @Override
    public int hashCode() {
        return Objects.hash(scheme, authority, name, options);
    }

    /** The text form; {@link #parse} of it is equal to this. */
    @Override
    public String toString() {
        String query = options.entrySet().stream()
                .map(o -> encode(o.getKey(), "-._~")
                        + (o.getValue().isEmpty() ? "" : "=" + encode(o.getValue(), "-._~:,/")))
                .collect(Collectors.joining("&"));
        return scheme + "://" + authority + "/" + encode(name, PLAIN_IN_NAME) + (query.isEmpty() ? "" : "?" + query);
    }
}
