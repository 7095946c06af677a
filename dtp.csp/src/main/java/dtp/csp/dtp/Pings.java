package dtp.csp.dtp;

import dtp.csp.node.CspNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Contact is probed by CSP ping, at most one every 10 s for each node, never by a DTP request (csp-dtp.md §9): whoever asks
 * sooner shares the last answer. The node's thread.
 */
final class Pings {
    static final long EVERY_NS = 10_000_000_000L;
    private static final int BYTES = 8;

    private static final class Probe {
        private long sentNs;
        private long roundTripNs = -1;
        private boolean open;
        private final List<LongConsumer> waiting = new ArrayList<>();
    }

    private final CspNode node;
    private final Map<Integer, Probe> probes = new HashMap<>();

    Pings(CspNode node) {
        this.node = node;
    }

    /** @param done round trip in ns, -1: no answer within the timeout; perhaps called before this returns */
    void ping(int peer, long timeoutNs, long nowNs, LongConsumer done) {
        Probe probe = probes.get(peer);
        if (probe != null && !probe.open && nowNs - probe.sentNs < EVERY_NS) {
            done.accept(probe.roundTripNs);
            return;
        }
        if (probe == null) {
            probe = new Probe();
            probes.put(peer, probe);
        }
        probe.waiting.add(done);
        if (!probe.open) {
            probe.open = true;
            probe.sentNs = nowNs;
            Probe sent = probe;
            node.calls()
                    .ping(peer, BYTES, false, nowNs + Math.min(timeoutNs, EVERY_NS), nowNs, ns -> answered(sent, ns));
        }
    }

    private static void answered(Probe probe, long roundTripNs) {
        probe.open = false;
        probe.roundTripNs = roundTripNs;
        List<LongConsumer> waiting = List.copyOf(probe.waiting);
        probe.waiting.clear();
        waiting.forEach(done -> done.accept(roundTripNs));
    }
}
