package dtp.transport.zmq.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where a server is, as endpoints and configurations write it: however the same is written, it is equal. Immutable; any thread.
 *
 * @param host a name or an address, in small letters; an IPv6 one in full and in brackets
 * @param port 1 to 65535
 */
public record ServerAddress(String host, int port) {
    private static final int DEFAULT_PORT = 5_555;
    private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");

    /**
     * Asks nobody.
     *
     * @param text HOST or HOST:PORT
     * @throws IllegalArgumentException naming what is wrong
     */
    public static ServerAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        if (colon < 0 || bracketed) {
            return new ServerAddress(host(text), DEFAULT_PORT);
        }
        return new ServerAddress(host(text.substring(0, colon)), port(text.substring(colon + 1)));
    }

    private static int port(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = digits ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a port is a number from 1 to 65535, not \"" + text + "\"");
        }
        return port;
    }

    private static String host(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]") && text.indexOf(':') >= 0;
        boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> ":,;@/*[]".indexOf(c) >= 0);
        if (!bracketed && !plain) {
            throw new IllegalArgumentException(
                    "a host is a name or an address, an IPv6 one in brackets, not \"" + text + "\"");
        }
        return plain ? text.toLowerCase(Locale.ROOT) : ipv6(text.substring(1, text.length() - 1));
    }

    private static String ipv6(String text) {
        int zone = text.indexOf('%');
        String address = zone < 0 ? text : text.substring(0, zone);
        try {
            InetAddress read = InetAddress.getByName("[" + address + "]"); // in brackets nothing is looked up
            String all = read.getHostAddress() + (zone < 0 ? "" : text.substring(zone));
            return read instanceof Inet6Address ? "[" + all + "]" : all;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no IPv6 address", e);
        }
    }

    /** Whether it has to be looked up, which may take long. */
    boolean isName() {
        return !host.startsWith("[") && !IPV4.matcher(host).matches();
    }

    /** As JeroMQ wants it, which then looks nothing up. */
    String url(InetAddress address) {
        String text = address.getHostAddress();
        return "tcp://" + (address instanceof Inet6Address ? "[" + text + "]" : text) + ":" + port;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }

    /** Where hosts are looked up. */
    interface Names {
        /** Blocks where it is a name. */
        InetAddress find(String host) throws UnknownHostException;
    }
}
