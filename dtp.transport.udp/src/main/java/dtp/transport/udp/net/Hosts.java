package dtp.transport.udp.net;

import dtp.transport.udp.wire.Limits;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** The authority of a KFTP endpoint: {@code host[:port][,host2[:port]…]}, IPv6 addresses in brackets. Any thread. */
record Hosts(List<Host> all) {
    static final int MOST = 16;

    /** One server. */
    record Host(String name, int port) {
        /** Blocks, unless it is an address. */
        InetSocketAddress resolve(Names names) throws UnknownHostException {
            return new InetSocketAddress(names.find(name), port);
        }

        @Override
        public String toString() {
            return (name.indexOf(':') >= 0 ? "[" + name + "]" : name) + ":" + port;
        }
    }

    /** @throws IllegalArgumentException naming what is wrong, for the user */
    static Hosts parse(String authority) {
        List<Host> all = new ArrayList<>();
        for (String one : authority.split(",", -1)) {
            all.add(host(one, authority));
        }
        if (all.size() > MOST) {
            throw new IllegalArgumentException("at most " + MOST + " servers, but there are " + all.size());
        }
        return new Hosts(List.copyOf(all));
    }

    private static Host host(String text, String authority) {
        int bracket = text.lastIndexOf(']');
        int colon = text.indexOf(':', Math.max(0, bracket));
        String name = colon < 0 ? text : text.substring(0, colon);
        if (name.startsWith("[") && name.endsWith("]")) {
            name = name.substring(1, name.length() - 1);
        } else if (name.indexOf('[') >= 0 || name.indexOf(']') >= 0) {
            throw new IllegalArgumentException("a bracket without its other half in " + authority);
        }
        if (name.isEmpty()) {
            throw new IllegalArgumentException("expected host[:port][,host2[:port]] but was " + authority);
        }
        return new Host(name, colon < 0 ? Limits.DEFAULT_PORT : port(text.substring(colon + 1), authority));
    }

    private static int port(String text, String authority) {
        boolean digits = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = digits ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a port is 1 to 65535, but it is \"" + text + "\" in " + authority);
        }
        return port;
    }
}
