package dtp.csp.node;

import java.util.ArrayList;
import java.util.List;

/**
 * Whoever has timers on the node's thread. One that throws keeps no other from its turn, and rests a second itself: a fault that
 * stays due would have the thread for itself. The node's thread.
 */
final class Agents {
    private static final long REST_NS = 1_000_000_000L;

    private final List<Slot> slots = new ArrayList<>();

    private static final class Slot {
        final Agent agent;
        long restUntilNs;

        Slot(Agent agent) {
            this.agent = agent;
        }

        long nextDeadlineNs() {
            return Math.max(agent.nextDeadlineNs(), restUntilNs);
        }
    }

    Binding add(Agent agent) {
        Slot slot = new Slot(agent);
        slots.add(slot);
        return () -> slots.remove(slot);
    }

    /** Runs those that are due. @throws RuntimeException the first that one of them threw, when all have had their turn */
    void onTime(long nowNs) {
        RuntimeException first = null;
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            if (slot.nextDeadlineNs() > nowNs) {
                continue;
            }
            try {
                slot.agent.onTime(nowNs);
            } catch (RuntimeException e) {
                slot.restUntilNs = nowNs + REST_NS;
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    long nextDeadlineNs() {
        long next = Long.MAX_VALUE;
        for (int i = 0; i < slots.size(); i++) {
            next = Math.min(next, slots.get(i).nextDeadlineNs());
        }
        return next;
    }
}
