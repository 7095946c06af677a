package dtp.csp.node;

import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Source ports of own connections and calls, apart for each destination. The node's thread. */
final class Ports {
    private final RandomGenerator random;
    private final NodeCounters counters;
    private final Map<Integer, PortPool> pools = new HashMap<>();

    Ports(RandomGenerator random, NodeCounters counters) {
        this.random = random;
        this.counters = counters;
    }

    /** @return a port, or -1 (counted): all are in use or resting */
    int take(int node, long nowNs) {
        int port = pools.computeIfAbsent(node, n -> new PortPool(random)).take(nowNs);
        if (port < 0) {
            counters.count(NodeCounter.NO_PORT);
        }
        return port;
    }

    void release(int node, int port, boolean clean, long nowNs) {
        pools.get(node).release(port, clean, nowNs);
    }
}
