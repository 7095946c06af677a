package dtp.transport.tcp.net;

import dtp.api.Endpoint;
import dtp.transport.tcp.wire.FirstMessage;
import java.util.Map;
import java.util.Set;

/**
 * Where an endpoint leads: {@code tcp://host:port/name?ranged=required&digest=no}. Immutable.
 *
 * @param host name or literal, without brackets
 */
record Address(String host, int port, boolean tls) {
    static final int DEFAULT_PORT = 50_001;
    private static final Set<String> OPTIONS = Set.of("ranged", "digest");

    /** @throws IllegalArgumentException saying for the user what is wrong */
    static Address of(Endpoint endpoint) {
        String text = endpoint.authority();
        int bracket = text.indexOf(']');
        int colon = text.indexOf(':', Math.max(bracket, 0));
        String host = colon < 0 ? text : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty() || host.indexOf(',') >= 0 || host.indexOf('[') >= 0) {
            throw new IllegalArgumentException("expected host:port but was " + text);
        }
        int port = colon < 0 ? DEFAULT_PORT : port(text.substring(colon + 1));
        return new Address(host, port, endpoint.scheme().equals("tcps"));
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("a TCP port is a number from 1 to 65535 but was " + text);
    }

    /** [T01]. @throws IllegalArgumentException saying for the user what is wrong */
    static void check(Endpoint endpoint) {
        of(endpoint);
        int bytes = FirstMessage.length(endpoint.name());
        if (bytes < 1 || bytes > FirstMessage.MAX_NAME || endpoint.name().indexOf(0) >= 0) {
            throw new IllegalArgumentException(
                    "a name over TCP has 1 to 255 bytes of UTF-8 and no NUL, but this one has " + bytes);
        }
        for (Map.Entry<String, String> option : endpoint.options().entrySet()) {
            if (!OPTIONS.contains(option.getKey())) {
                throw new IllegalArgumentException(
                        "tcp has the options ranged=required and digest=no, but not " + option.getKey());
            }
        }
        isRangedRequired(endpoint);
        wantsDigest(endpoint);
        if (isRangedRequired(endpoint) && !FirstMessage.canBeMarked(endpoint.name())) {
            throw new IllegalArgumentException("with ranged=required a name has at most 247 bytes, but has " + bytes);
        }
    }

    static boolean isRangedRequired(Endpoint endpoint) {
        return option(endpoint, "ranged", "required");
    }

    static boolean wantsDigest(Endpoint endpoint) {
        return !option(endpoint, "digest", "no");
    }

    private static boolean option(Endpoint endpoint, String key, String only) {
        String value = endpoint.options().get(key);
        if (value != null && !value.equals(only)) {
            throw new IllegalArgumentException(key + " can only be " + only + " but was " + value);
        }
        return value != null;
    }
}
