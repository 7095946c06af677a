package dtp.shell.command;

import dtp.api.Endpoint;
import dtp.api.link.CspNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dtp ping}: echoes of a CSP node, like ping(8). */
@CommandLine.Command(name = "ping", description = "Ask a CSP node for echoes.")
final class Ping extends Command {
    private static final double NS_PER_MS = 1e6;
    private static final int MAX_BYTES = 65_535;

    @Parameters(paramLabel = "csp://NODE|PEER", description = "the node")
    String target;

    @Option(
            names = {"-c", "--count"},
            paramLabel = "N",
            description = "echoes to ask for (default: ${DEFAULT-VALUE})",
            defaultValue = "4")
    int count;

    @Option(
            names = {"-s", "--size"},
            paramLabel = "BYTES",
            description = "data bytes; above 200 only to nodes known to take them (default: ${DEFAULT-VALUE})",
            defaultValue = "16")
    int bytes;

    @Option(
            names = {"-i", "--interval"},
            paramLabel = "SECONDS",
            description = "from one to the next (default: ${DEFAULT-VALUE})",
            defaultValue = "1")
    double intervalS;

    @Option(
            names = {"-T", "--timeout"},
            paramLabel = "SECONDS",
            description = "patience with each (default: ${DEFAULT-VALUE})",
            defaultValue = "2")
    double timeoutS;

    @Option(names = "--crc", description = "with the CRC-32C flag")
    boolean crc;

    @Option(names = "--ident", description = "ask as well what the node says of itself")
    boolean ident;

    @Override
    Place place() {
        return Place.CONTAINER;
    }

    @Override
    int run(Invocation in) throws CommandException {
        Peers peers = in.peers();
        Endpoint endpoint = endpoint(peers);
        int peer = number(endpoint);
        if (count < 1 || bytes < 0 || bytes > MAX_BYTES || !(timeoutS > 0) || !(intervalS >= 0)) {
            throw CommandException.usage("-c is 1 or more, -s 0 to " + MAX_BYTES + ", -T more than 0, -i not negative");
        }
        CspNode node = in.setup().node(peers.complete(endpoint, common.node()), Setup.CLIENT_ADDRESS, peers);
        in.say("PING csp://" + peer + " from csp://" + node.address() + ": " + bytes + " data bytes");
        if (ident) {
            ident(in, node, peer);
        }
        return echoes(in, node, peer);
    }

    private Endpoint endpoint(Peers peers) throws CommandException {
        if (!target.contains("://") && peers.named(target).isPresent()) {
            return peers.profile(target).endpoint("");
        }
        try {
            String uri = target.contains("://") ? target : "csp://" + target;
            return Endpoint.parse(uri.indexOf('/', uri.indexOf("://") + 3) < 0 ? uri + "/" : uri);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(e.getMessage());
        }
    }

    private static int number(Endpoint endpoint) throws CommandException {
        if (!endpoint.scheme().equals("csp") || !endpoint.authority().matches("[0-9]{1,5}")) {
            throw CommandException.usage("expected csp://NODE or the name of a CSP peer, but was " + endpoint);
        }
        return Integer.parseInt(endpoint.authority());
    }

    private void ident(Invocation in, CspNode node, int peer) {
        CompletableFuture<Map<String, String>> answer =
                node.ident(peer, timeoutMs()).toCompletableFuture();
        in.interrupt().await(answer, timeoutMs() + 1_000);
        Map<String, String> said = Optional.ofNullable(answer.getNow(Map.of())).orElse(Map.of());
        if (common.json) {
            in.events().event("ident", g -> {
                g.writeNumberField("node", peer);
                for (Map.Entry<String, String> one : said.entrySet()) {
                    g.writeStringField(one.getKey(), one.getValue());
                }
            });
        } else {
            in.say(said.isEmpty() ? "csp://" + peer + " does not tell what it is" : "csp://" + peer + " is " + said);
        }
    }

    private int echoes(Invocation in, CspNode node, int peer) {
        List<Long> times = new ArrayList<>();
        int sent = 0;
        while (sent < count && !in.interrupt().isRaised()) {
            CompletableFuture<Long> echo =
                    node.ping(peer, bytes, crc, timeoutMs()).toCompletableFuture();
            sent++;
            in.interrupt().await(echo, timeoutMs() + 1_000);
            long ns = echo.getNow(-1L);
            if (ns >= 0) {
                times.add(ns);
            }
            one(in, peer, sent, ns);
            if (sent < count) {
                long rest = (long) (intervalS * 1_000 - Math.max(0, ns) / NS_PER_MS);
                in.interrupt().await(Math.max(0, ns < 0 ? rest - timeoutMs() : rest));
            }
        }
        summary(in, peer, sent, times);
        return times.isEmpty() ? Exit.FAILED : Exit.COMPLETE;
    }

    private long timeoutMs() {
        return Math.max(1, (long) (timeoutS * 1_000));
    }

    private void one(Invocation in, int peer, int seq, long ns) {
        if (common.json) {
            in.events().event("echo", g -> {
                g.writeNumberField("node", peer);
                g.writeNumberField("seq", seq);
                g.writeNumberField("bytes", bytes);
                g.writeBooleanField("answered", ns >= 0);
                if (ns >= 0) {
                    g.writeNumberField("rttNs", ns);
                }
            });
        } else if (ns >= 0) {
            in.say(bytes + " bytes from csp://" + peer + ": seq=" + seq + " time=" + ms((double) ns));
        } else {
            in.say("no answer from csp://" + peer + ": seq=" + seq + " within " + timeoutS + " s");
        }
    }

    private static String ms(double ns) {
        return String.format(Locale.ROOT, "%.3f ms", ns / NS_PER_MS);
    }

    private void summary(Invocation in, int peer, int sent, List<Long> times) {
        double mean = times.stream().mapToLong(t -> t).average().orElse(0);
        if (common.json) {
            in.events().event("end", g -> {
                g.writeNumberField("node", peer);
                g.writeNumberField("sent", sent);
                g.writeNumberField("received", times.size());
                g.writeNumberField("exit", times.isEmpty() ? Exit.FAILED : Exit.COMPLETE);
            });
            return;
        }
        in.say("--- csp://" + peer + ": " + sent + " sent, " + times.size() + " received, "
                + Math.round(100.0 * (sent - times.size()) / Math.max(1, sent)) + " % lost");
        if (!times.isEmpty()) {
            in.say("rtt min/avg/max = " + ms((double) Collections.min(times)) + " / " + ms(mean) + " / "
                    + ms((double) Collections.max(times)));
        }
    }
}
