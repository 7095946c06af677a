package dtp.shell.command;

import dtp.api.transport.Transport;
import dtp.api.transport.TransportServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** The protocols besides CSP that {@code dtp serve} listens for. Filled by picocli; used on the command's thread. */
final class ServedPorts {
    private static final int MAX_PORT = 65_535;
    private static final String ANY_HOST = "0.0.0.0";
    private static final String OWN = "shell";
    private static final long LISTEN_LOOK_MS = 10;
    private static final int LISTEN_LOOKS = 300;
    private static final long BUNDLE_MS = 5_000;

    @Option(names = "--tcp", paramLabel = "[HOST:]PORT", description = "serve over TCP; port 0: any that is free")
    String tcp;

    @Option(names = "--kftp", paramLabel = "[HOST:]PORT", description = "serve over KFTP (UDP)")
    String kftp;

    @Option(names = "--zmq", paramLabel = "[HOST:]PORT", description = "serve over ZeroMQ")
    String zmq;

    /** Where one protocol is to be served. */
    private record Wanted(String scheme, String pid, String host, int port) {}

    /** One that listens. */
    record Listening(String scheme, String host, int port) {
        String uri() {
            return scheme + "://" + host + ":" + port + "/";
        }
    }

    boolean isEmpty() {
        return tcp == null && kftp == null && zmq == null;
    }

    /** @throws CommandException with wrong usage */
    void check() throws CommandException {
        wanted();
    }

    private List<Wanted> wanted() throws CommandException {
        List<Wanted> all = new ArrayList<>();
        add(all, "tcp", "dtp.transport.tcp.server", tcp);
        add(all, "kftp", "dtp.transport.udp.server", kftp);
        add(all, "zmq", "dtp.transport.zmq.server", zmq);
        return all;
    }

    private static void add(List<Wanted> all, String scheme, String pid, String text) throws CommandException {
        if (text == null) {
            return;
        }
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        String host = colon < 0 ? ANY_HOST : text.substring(0, colon);
        boolean hostIsPlain = host.startsWith("[") ? host.endsWith("]") : !host.isEmpty() && host.indexOf(':') < 0;
        if (!hostIsPlain || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > MAX_PORT) {
            throw CommandException.usage("--" + scheme + " is PORT, HOST:PORT or [IPV6]:PORT with a port of 0 to "
                    + MAX_PORT + ", not " + text);
        }
        all.add(new Wanted(scheme, pid, host, Integer.parseInt(port)));
    }

    /** Configures every server that is asked for and waits until it listens. @throws CommandException telling why one does not */
    List<Listening> open(Invocation in) throws CommandException, IOException {
        List<Wanted> all = wanted();
        for (Wanted one : all) {
            String plain = one.host().startsWith("[")
                    ? one.host().substring(1, one.host().length() - 1)
                    : one.host();
            in.station().configure(one.pid(), OWN, Map.of("host", plain, "port", one.port()));
        }
        List<Listening> open = new ArrayList<>();
        for (Wanted one : all) {
            open.add(new Listening(one.scheme(), one.host(), await(in, one)));
        }
        return open;
    }

    private static int await(Invocation in, Wanted one) throws CommandException {
        Optional<TransportServer> server = in.station().await(TransportServer.class, filter(one), BUNDLE_MS);
        for (int look = 0; look < LISTEN_LOOKS && server.isPresent(); look++) {
            OptionalInt port = server.get().port();
            if (port.isPresent()) {
                return port.getAsInt();
            }
            in.interrupt().await(LISTEN_LOOK_MS);
            server = in.station().find(TransportServer.class, filter(one));
        }
        String where = "nothing is served over " + one.scheme() + " at " + one.host() + ":" + one.port() + ": ";
        throw CommandException.failed(where
                + server.map(TransportServer::text)
                        .orElse("no server for it is there; the bundle "
                                + one.pid().substring(0, one.pid().lastIndexOf('.'))
                                + " is missing or did not start, and the log in "
                                + in.station().home().resolve("log") + " tells more"));
    }

    /** The one that is configured here: a file may configure another of the scheme, also one over TLS. */
    private static String filter(Wanted one) {
        return "(&(" + Transport.SCHEME + "=" + one.scheme() + ")(" + "service.pid" + "=" + one.pid() + "~" + OWN
                + "))";
    }
}
