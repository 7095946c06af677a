package dtp.csp.node;

/**
 * {@code LOCALPORT@PEERHOST:PEERPORT}; an IPv6 host stands in brackets. Immutable.
 *
 * @param localPort 0 (any) to 65535
 * @param peerPort 1 to 65535
 */
record UdpAddress(int localPort, String peerHost, int peerPort) {
    private static final int MAX_PORT = 65_535;

    /** @throws IllegalArgumentException in words for the user */
    static UdpAddress parse(String text) {
        int at = text.indexOf('@');
        int colon = text.lastIndexOf(':');
        if (at < 1 || colon < at + 2) {
            throw wrong(text);
        }
        String host = text.substring(at + 1, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw wrong(text);
        }
        int local = port(text, text.substring(0, at), 0);
        return new UdpAddress(local, host, port(text, text.substring(colon + 1), 1));
    }

    private static int port(String text, String number, int least) {
        try {
            int port = Integer.parseInt(number);
            if (port >= least && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw wrong(text);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("a UDP link is udp://LOCALPORT@PEERHOST:PEERPORT, not udp://" + text);
    }
}
