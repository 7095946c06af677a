package dtp.transport.tcp.net;

import dtp.transport.tcp.machine.ServerSettings;

/**
 * What a server is configured to.
 *
 * @param port 0 for any
 * @param maxConnections connections at once
 */
public record Limits(String host, int port, int maxConnections, ServerSettings each) {
    /** @throws IllegalArgumentException in words for the user */
    public Limits {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535 but is " + port);
        }
        if (maxConnections < 1) {
            throw new IllegalArgumentException("max.connections must be 1 or more but is " + maxConnections);
        }
    }
}
