package dtp.shell.command;

import dtp.api.Endpoint;
import dtp.api.SessionService;
import dtp.api.TransferOptions.Durability;
import dtp.api.link.CspLinkStatus;
import dtp.api.link.CspNode;
import dtp.api.transport.Transport;
import dtp.shell.console.Interrupt;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Makes this process a container that can do what a command needs, by configuration; in a container that runs already it finds
 * what is there. Used on a command's thread.
 */
final class Setup {
    static final int CLIENT_ADDRESS = 1;
    static final int SERVER_ADDRESS = 10;

    private static final String NODE_PID = "dtp.csp.node";
    private static final String SESSION_PID = "dtp.session";
    private static final String SERVER_PID = "dtp.csp.server";
    private static final String PEER_PID = "dtp.csp.peer";
    private static final String OWN = "shell";
    /** Bundles have started before the command, so this is for one that registers its transport on a thread of its own. */
    private static final long BUNDLE_MS = 500;

    private static final long LINK_LOOK_MS = 10;
    private static final int LINK_LOOKS = 200;

    private final Station station;
    private final Interrupt interrupt;

    Setup(Station station, Interrupt interrupt) {
        this.station = station;
        this.interrupt = interrupt;
    }

    /** The session service of the running container, or one made here that resumes nothing by itself. */
    SessionService sessions() throws CommandException {
        Optional<SessionService> there = station.find(SessionService.class, "");
        return there.isPresent() ? there.get() : makeSessions(false, Durability.POWER_CUT);
    }

    /** @param uploads what uploads that arrive survive */
    SessionService makeSessions(boolean resumeOnStart, Durability uploads) throws CommandException {
        try {
            station.configure(
                    SESSION_PID,
                    Map.of(
                            "home",
                            station.home().toString(),
                            "resumeOnStart",
                            resumeOnStart,
                            "uploadDurability",
                            uploads.name()));
        } catch (IOException e) {
            throw CommandException.failed("the session service cannot be configured: " + e.getMessage(), e);
        }
        return await(SessionService.class, "", "the session service");
    }

    /** What these endpoints need to be reached. */
    void reach(Collection<Endpoint> endpoints, NodeWish wish, Peers peers) throws CommandException {
        Optional<Endpoint> csp =
                endpoints.stream().filter(e -> e.scheme().equals("csp")).findFirst();
        if (csp.isPresent()) {
            node(peers.complete(csp.get(), wish), CLIENT_ADDRESS, peers);
        }
        for (Endpoint endpoint : endpoints) {
            if (!endpoint.scheme().equals("csp")) {
                station.await(Transport.class, speaks(endpoint.scheme()), BUNDLE_MS);
                new TransportConfig(station).apply(endpoint.scheme());
            }
        }
    }

    /**
     * True when {@link #reach} has found what they need: the session service may hear of a new transport a moment later than
     * this, and is to wait for it. Of other schemes nobody will bring one.
     */
    boolean isReached(Collection<Endpoint> endpoints) {
        return endpoints.stream()
                .allMatch(e -> station.find(Transport.class, speaks(e.scheme())).isPresent());
    }

    private static String speaks(String scheme) {
        return "(" + Transport.SCHEME + "=" + scheme + ")";
    }

    /** The node of the running container, or one made here, with its transport. */
    CspNode node(NodeWish wish, int defaultAddress, Peers peers) throws CommandException {
        Optional<CspNode> there = station.find(CspNode.class, "");
        return there.isPresent() ? there.get() : makeNode(wish, defaultAddress, peers);
    }

    /** A node that serves what the stores have. */
    CspNode serveNode(NodeWish wish, Peers peers) throws CommandException {
        CspNode node = makeNode(wish, SERVER_ADDRESS, peers);
        try {
            station.configure(SERVER_PID, OWN, Map.of());
        } catch (IOException e) {
            throw CommandException.failed("the DTP server cannot be configured: " + e.getMessage(), e);
        }
        return node;
    }

    CspNode makeNode(NodeWish wish, int defaultAddress, Peers peers) throws CommandException {
        wish.check();
        if (wish.links().isEmpty()) {
            throw CommandException.usage("a CSP node needs a link: name it with --csp-link udp://9002@127.0.0.1:9001,"
                    + " or let dtp serve run on this home (" + station.home() + ")");
        }
        int address = wish.address() == null ? defaultAddress : wish.address();
        try {
            for (Map.Entry<String, String> peer : peers.lines().entrySet()) {
                station.configure(PEER_PID, peer.getKey(), Map.of("profile", peer.getValue()));
            }
            station.configure(
                    NODE_PID,
                    OWN,
                    Map.of(
                            "address",
                            address,
                            "version",
                            wish.versionOrDefault(),
                            "links",
                            wish.links().toArray(String[]::new)));
        } catch (IOException e) {
            throw CommandException.failed("the CSP node cannot be configured: " + e.getMessage(), e);
        }
        CspNode node = await(CspNode.class, "", "the CSP node");
        await(Transport.class, speaks("csp"), "DTP over CSP");
        awaitLink(node, LINK_LOOKS);
        return node;
    }

    /**
     * A link that is up is enough; when all are down, there is nothing to wait for.
     *
     * @param looks how often, {@value #LINK_LOOK_MS} ms from one to the next
     */
    void awaitLink(CspNode node, int looks) throws CommandException {
        for (int look = 0; look < looks; look++) {
            if (node.links().stream().anyMatch(CspLinkStatus::up)) {
                return;
            }
            interrupt.await(LINK_LOOK_MS);
        }
        List<CspLinkStatus> links = node.links();
        throw CommandException.failed("no CSP link is up: "
                + links.stream().map(l -> l.name() + ": " + l.text()).collect(Collectors.joining("; "))
                + ". Nothing was sent, and nothing is lost.");
    }

    private <T> T await(Class<T> type, String filter, String what) throws CommandException {
        return station.await(type, filter)
                .orElseThrow(() -> CommandException.failed(
                        what + " did not start; the log in " + station.home().resolve("log") + " tells why"));
    }
}
