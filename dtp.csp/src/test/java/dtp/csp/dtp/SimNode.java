package dtp.csp.dtp;

import dtp.api.link.CspLinkReceiver;
import dtp.csp.node.CspNode;
import dtp.csp.node.NodeHandle;
import dtp.csp.node.NodeLink;
import dtp.csp.node.NodeSettings;
import dtp.csp.node.Routes;
import dtp.csp.wire.CspVersion;
import dtp.tck.sim.SimulatedEnd;
import dtp.tck.sim.VirtualTime;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;

/** A CSP node in virtual time: what NodeLoop is in real time. */
public final class SimNode implements NodeHandle {
    private final VirtualTime time;
    private final CspNode node;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private VirtualTime.Event next;
    private boolean stopped;

    public SimNode(VirtualTime time, int address, long seed) {
        this(time, NodeSettings.of(address, CspVersion.V2).withMaxConnections(256), seed);
    }

    SimNode(VirtualTime time, NodeSettings settings, long seed) {
        this.time = time;
        this.node = new CspNode(settings, new Random(seed));
    }

    public SimNode join(SimulatedEnd end) {
        NodeLink link = node.attach("sim", Routes.DEFAULT);
        link.connect(end.open(new CspLinkReceiver() {
            @Override
            public boolean frame(ByteBuffer headerAndData) {
                if (!stopped) {
                    node.onFrame(headerAndData, time.nowNs());
                    arm();
                }
                return true;
            }

            @Override
            public void rejected(String why) {
                throw new AssertionError(why);
            }

            @Override
            public void state(boolean up, String why) {
                link.state(up, why);
            }
        }));
        return this;
    }

    /** As if a link had brought it. */
    void receive(ByteBuffer frame) {
        node.onFrame(frame, time.nowNs());
        arm();
    }

    @Override
    public CspNode node() {
        return node;
    }

    @Override
    public long nowNs() {
        return time.nowNs();
    }

    @Override
    public void execute(Runnable task) {
        if (stopped) {
            throw new RejectedExecutionException("stopped");
        }
        tasks.add(task);
        time.after(0, this::turn);
    }

    private void turn() {
        if (stopped) {
            return;
        }
        try {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            node.onTime(time.nowNs());
        } finally {
            // a fault ends the test that does not expect it, but not the node
            arm();
        }
    }

    private void arm() {
        long dueNs = node.nextDeadlineNs();
        if (next != null) {
            next.cancel();
            next = null;
        }
        if (dueNs != Long.MAX_VALUE) {
            next = time.at(Math.max(dueNs, time.nowNs()), this::turn);
        }
    }

    /** As a process that dies: nothing is sent any more. */
    public void stop() {
        stopped = true;
        if (next != null) {
            next.cancel();
        }
    }
}
