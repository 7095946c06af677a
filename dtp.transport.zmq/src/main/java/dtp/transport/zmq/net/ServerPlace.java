package dtp.transport.zmq.net;

import java.util.Optional;

/**
 * Where a server listens. Immutable.
 *
 * @param host a name, an address, with or without brackets, or {@code 0.0.0.0} or {@code *} for all of IPv4
 * @param port 0 for any
 * @param curve empty: neither encrypted nor authenticated
 */
public record ServerPlace(String host, int port, Optional<CurveServer> curve) {
    /** @throws IllegalArgumentException naming the limit */
    public ServerPlace {
        if (host.isBlank() || port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    "a server listens at an address and a port from 0 to 65535, not at " + host + ":" + port);
        }
    }

    boolean isIpv6() {
        return host.contains(":");
    }

    private String writtenHost() {
        return isIpv6() && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    String url() {
        return "tcp://" + (host.equals("0.0.0.0") ? "*" : writtenHost()) + ":" + (port == 0 ? "*" : port);
    }

    @Override
    public String toString() {
        return writtenHost() + ":" + port;
    }
}
