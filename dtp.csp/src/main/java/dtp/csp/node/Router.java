package dtp.csp.node;

import dtp.csp.wire.CspHeader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Chooses the link for a packet: the first that names the destination, else the first without routes; broadcast goes over all;
 * what is for the node itself waits in a queue for the node's next turn. The node's thread; links are attached by any.
 */
final class Router {
    private static final int SELF_QUEUE_BYTES = 1 << 20;

    private final NodeSettings settings;
    private final NodeCounters counters = new NodeCounters();
    private final List<NodeLink> links = new CopyOnWriteArrayList<>();
    private final FrameQueue toSelf = new FrameQueue(SELF_QUEUE_BYTES);

    Router(NodeSettings settings) {
        this.settings = settings;
    }

    NodeCounters counters() {
        return counters;
    }

    List<NodeLink> links() {
        return links;
    }

    FrameQueue toSelf() {
        return toSelf;
    }

    SendResult send(long header, Frame frame) {
        ByteBuffer bytes = frame.finish(header);
        int destination = CspHeader.destination(header);
        if (destination == settings.address()) {
            if (toSelf.offer(0, bytes)) {
                return SendResult.SENT;
            }
            counters.count(NodeCounter.SEND_BUSY);
            return SendResult.BUSY;
        }
        if (destination == settings.version().broadcast()) {
            return broadcast(destination, bytes);
        }
        NodeLink link = linkTo(destination);
        if (link == null) {
            counters.count(NodeCounter.SEND_NO_ROUTE);
            return SendResult.DROPPED;
        }
        return link.send(destination, bytes);
    }

    private SendResult broadcast(int destination, ByteBuffer bytes) {
        SendResult best = SendResult.DROPPED;
        int end = bytes.limit();
        for (NodeLink link : links) {
            SendResult result = link.send(destination, bytes.limit(end).position(0));
            best = result.compareTo(best) < 0 ? result : best;
        }
        return best;
    }

    private NodeLink linkTo(int destination) {
        NodeLink fallback = null;
        for (int i = 0; i < links.size(); i++) {
            NodeLink link = links.get(i);
            if (link.routes().names(destination)) {
                return link;
            }
            if (fallback == null && link.routes().isDefault()) {
                fallback = link;
            }
        }
        return fallback;
    }
}
