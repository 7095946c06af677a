package dtp.csp.node;

import dtp.api.link.CspLink;
import java.nio.ByteBuffer;

/**
 * A link as the node sees it: where it leads, whether it is up, whether it may transmit. {@link #send} belongs to the node's
 * thread; the rest may be called by any thread.
 */
public final class NodeLink {
    private final String name;
    private final Routes routes;
    private final NodeCounters counters;
    private volatile CspLink link;
    private volatile boolean up;
    private volatile String text = "not opened yet";
    private volatile boolean transmitting = true;

    NodeLink(String name, Routes routes, NodeCounters counters) {
        this.name = name;
        this.routes = routes;
        this.counters = counters;
    }

    /** As configured. */
    public String name() {
        return name;
    }

    Routes routes() {
        return routes;
    }

    /** Gives the link its device; null takes it away. What was there before is closed by whoever opened it. */
    public void connect(CspLink device) {
        link = device;
    }

    /** What the link tells of itself. */
    public void state(boolean isUp, String why) {
        text = why;
        up = isUp;
    }

    public boolean up() {
        return up;
    }

    public String text() {
        return text;
    }

    /** Transmit inhibit: while off, nothing is sent over this link, not even an ACK. */
    public void transmit(boolean on) {
        transmitting = on;
    }

    public boolean transmitting() {
        return transmitting;
    }

    SendResult send(int nextHop, ByteBuffer frame) {
        if (!transmitting) {
            counters.count(NodeCounter.SEND_INHIBITED);
            return SendResult.DROPPED;
        }
        CspLink device = link;
        if (device == null || !up) {
            counters.count(NodeCounter.SEND_LINK_DOWN);
            return SendResult.DROPPED;
        }
        int bytes = frame.remaining();
        if (!device.send(nextHop, frame)) {
            counters.count(NodeCounter.SEND_BUSY);
            return SendResult.BUSY;
        }
        counters.count(NodeCounter.FRAMES_SENT);
        counters.add(NodeCounter.BYTES_SENT, bytes);
        return SendResult.SENT;
    }
}
