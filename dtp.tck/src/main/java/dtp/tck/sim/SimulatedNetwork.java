package dtp.tck.sim;

import dtp.path.Direction;
import dtp.path.PathModel;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Named links in virtual time, each an impaired path in either direction. Links whose model has the default seed take theirs
 * from the network's, so that one number decides a whole run. One thread.
 */
public final class SimulatedNetwork {
    private final VirtualTime time;
    private final long seed;
    private final Map<String, SimulatedLink> links = new LinkedHashMap<>();

    public SimulatedNetwork(VirtualTime time, long seed) {
        this.time = time;
        this.seed = seed;
    }

    public VirtualTime time() {
        return time;
    }

    /** A link of its own; @throws IllegalArgumentException when the name is taken. */
    public SimulatedLink link(String name, PathModel model) {
        if (links.containsKey(name)) {
            throw new IllegalArgumentException("there is a link " + name + " already");
        }
        PathModel own = model.seed(seed * 0x9e37_79b9_7f4a_7c15L + model.seed() + links.size());
        SimulatedLink link = new SimulatedLink(
                name,
                new SimulatedEnd(time, own.open(Direction.A_TO_B, time.nowNs())),
                new SimulatedEnd(time, own.open(Direction.B_TO_A, time.nowNs())));
        links.put(name, link);
        return link;
    }

    /** @throws IllegalArgumentException when there is no such link */
    public SimulatedLink link(String name) {
        SimulatedLink link = links.get(name);
        if (link == null) {
            throw new IllegalArgumentException("there is no link " + name + ", only " + links.keySet());
        }
        return link;
    }

    /** From now on every link lets everything through at once, apart from delay, rate and contact plan. */
    public void stopFaults() {
        links.values().forEach(SimulatedLink::stopFaults);
    }
}
