package dtp.transport.zmq.net;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The server's own keys, and the clients that it lets in by name. Immutable. */
public final class CurveServer {
    private final Curve.Keys keys;
    private final Map<String, String> nameOfKey = new HashMap<>();

    /**
     * @param allowed {@code NAME=PUBLICKEY}; empty lets every client in that knows the server's key, without a name
     * @throws IllegalArgumentException naming the entry that is wrong
     */
    public CurveServer(Curve.Keys keys, List<String> allowed) {
        this.keys = keys;
        for (String entry : allowed) {
            int equals = entry.indexOf('=');
            try {
                if (equals < 1) {
                    throw new IllegalArgumentException("it has no name");
                }
                String key = entry.substring(equals + 1).strip();
                Curve.decode(key);
                nameOfKey.put(key, entry.substring(0, equals).strip());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "expected NAME=PUBLICKEY but was \"" + entry + "\": " + e.getMessage(), e);
            }
        }
    }

    Curve.Keys keys() {
        return keys;
    }

    /** The client's name; empty name where everybody is let in; nothing where this client is not. */
    Optional<String> admit(byte[] clientKey) {
        return nameOfKey.isEmpty() ? Optional.of("") : Optional.ofNullable(nameOfKey.get(Curve.encode(clientKey)));
    }
}
