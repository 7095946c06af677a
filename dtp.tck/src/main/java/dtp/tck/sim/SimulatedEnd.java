package dtp.tck.sim;

import dtp.api.interval.IntervalSet;
import dtp.api.link.CspLink;
import dtp.api.link.CspLinkReceiver;
import dtp.path.ImpairedPath;
import dtp.path.Impairment;
import dtp.path.PathCounters;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * One end of a simulated link: sends into its path, and is given what the other end's path lets through. Frames that arrive
 * while nobody receives are gone, as on a wire. One thread.
 */
public final class SimulatedEnd {
    private static final Consumer<ByteBuffer> NOBODY = frame -> {};

    private final VirtualTime time;
    private final ImpairedPath out;
    private SimulatedEnd other;
    private Consumer<ByteBuffer> receiver = NOBODY;
    private VirtualTime.Event next;

    SimulatedEnd(VirtualTime time, ImpairedPath out) {
        this.time = time;
        this.out = out;
    }

    void join(SimulatedEnd otherEnd) {
        other = otherEnd;
    }

    /** Who is given each frame that arrives here, from now on; the buffer is the receiver's to keep. */
    public void onFrame(Consumer<ByteBuffer> newReceiver) {
        receiver = newReceiver;
    }

    /** @return false when the frame found no room; a frame that is lost on its way counts as sent */
    public boolean send(ByteBuffer frame) {
        ImpairedPath.Verdict verdict = out.offer(frame, time.nowNs());
        arm();
        return verdict != ImpairedPath.Verdict.QUEUE_FULL;
    }

    private void arm() {
        long dueNs = out.nextDueNs();
        if (dueNs != Long.MAX_VALUE && (next == null || dueNs < next.atNs())) {
            if (next != null) {
                next.cancel();
            }
            next = time.at(dueNs, this::deliver);
        }
    }

    private void deliver() {
        next = null;
        // One frame an event, so that a receiver that stops, closes or sends in between meets an ordinary state.
        ByteBuffer frame = out.poll(time.nowNs());
        arm();
        if (frame != null) {
            other.receiver.accept(frame);
        }
    }

    /** This end as a link of a CSP node; it is up at once. Closing it leaves the wire as it is. */
    public CspLink open(CspLinkReceiver node) {
        onFrame(frame -> node.frame(frame));
        time.after(0, () -> node.state(true, "simulated"));
        return new CspLink() {
            private boolean closed;

            @Override
            public boolean send(int nextHop, ByteBuffer frame) {
                return !closed && SimulatedEnd.this.send(frame);
            }

            @Override
            public void close() {
                closed = true;
                receiver = NOBODY;
            }
        };
    }

    /** What holds from now on for what is sent from here. */
    public void change(Impairment impairment) {
        out.change(impairment);
    }

    public Impairment impairment() {
        return out.impairment();
    }

    void stopFaults() {
        out.change(out.impairment()
                .with()
                .loss(0)
                .burst(null)
                .duplicate(0)
                .reorder(0, Duration.ZERO)
                .corrupt(0)
                .cutsNs(IntervalSet.empty())
                .build());
    }

    /** Of what was sent from here. */
    public PathCounters counters() {
        return out.counters();
    }

    /** Frames sent from here that are still on their way. */
    public int inFlight() {
        return out.inFlight();
    }
}
