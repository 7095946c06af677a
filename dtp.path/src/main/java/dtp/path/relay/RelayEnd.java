package dtp.path.relay;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * One end of a relayed link. A value.
 *
 * @param localPort own port; 0 for any, or where only the other side's address counts
 * @param host the other side's, or for a listening end the own address
 * @param port the other side's port, or for a listening end the own
 */
public record RelayEnd(int localPort, String host, int port) {
    static final String LOCAL = "127.0.0.1";

    /** {@code PORT} or {@code HOST:PORT}. @throws IllegalArgumentException for the user */
    static RelayEnd parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? LOCAL : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty()) {
            throw new IllegalArgumentException("expected PORT or HOST:PORT but was " + text);
        }
        return new RelayEnd(0, host, port(text.substring(colon + 1), text));
    }

    /** {@code LOCALPORT@HOST:PORT}, as in a CSP link's URI. @throws IllegalArgumentException for the user */
    static RelayEnd parsePeer(String text) {
        int at = text.indexOf('@');
        if (at < 0) {
            throw new IllegalArgumentException("expected LOCALPORT@HOST:PORT but was " + text);
        }
        RelayEnd peer = parse(text.substring(at + 1));
        return new RelayEnd(port(text.substring(0, at), text), peer.host, peer.port);
    }

    private static int port(String digits, String text) {
        if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > 65_535) {
            throw new IllegalArgumentException("a port is a number from 0 to 65535; was " + text);
        }
        return Integer.parseInt(digits);
    }

    /** @throws UnknownHostException naming the host */
    InetSocketAddress address() throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    @Override
    public String toString() {
        return (localPort == 0 ? "" : localPort + "@") + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
