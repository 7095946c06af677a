package dtp.csp.session;

import java.util.ArrayDeque;

/**
 * The moment in which a small session may become whole before files of its own are made for it (ADR 8): one deadline for all
 * sessions of an engine, not one each. Any thread adds; what is due runs on the SYNCER lane.
 */
final class FirstBreath {
    static final long LENGTH_NS = 50_000_000;

    private record Young(long dueNs, Runnable make) {}

    private final Tasks tasks;
    private final ArrayDeque<Young> young = new ArrayDeque<>();
    private boolean scheduled;

    FirstBreath(Tasks tasks) {
        this.tasks = tasks;
    }

    /** Runs {@code make} when the moment is over. */
    void begin(Runnable make) {
        boolean first;
        synchronized (young) {
            young.add(new Young(tasks.nowNs() + LENGTH_NS, make));
            first = !scheduled;
            scheduled = true;
        }
        if (first) {
            tasks.schedule(Tasks.Lane.SYNCER, LENGTH_NS, this::look);
        }
    }

    private void look() {
        while (true) {
            Young next;
            long leftNs;
            synchronized (young) {
                next = young.peek();
                leftNs = next == null ? 0 : next.dueNs() - tasks.nowNs();
                scheduled = next != null;
                if (next != null && leftNs <= 0) {
                    young.poll();
                }
            }
            if (next == null) {
                return;
            }
            if (leftNs > 0) {
                tasks.schedule(Tasks.Lane.SYNCER, leftNs, this::look);
                return;
            }
            next.make().run();
        }
    }
}
