package dtp.csp.node;

import dtp.api.link.CspLink;
import dtp.api.link.CspLinkReceiver;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A loop inside the program: {@code loop://NAME} joins all nodes that name it, as a bus does; {@code loop://} gives a node its own
 * packets back. The node's thread sends, and puts the frame into the queues of the others.
 */
public final class LoopLink implements CspLink {
    /** The named loops of one factory. */
    public static final class Hub {
        private final Map<String, List<LoopLink>> loops = new ConcurrentHashMap<>();

        /** @param name empty: a loop for this node alone */
        public LoopLink join(String name, CspLinkReceiver receiver) {
            List<LoopLink> loop = name.isEmpty()
                    ? new CopyOnWriteArrayList<>()
                    : loops.computeIfAbsent(name, n -> new CopyOnWriteArrayList<>());
            LoopLink link = new LoopLink(loop, name.isEmpty(), receiver);
            loop.add(link);
            receiver.state(true, name.isEmpty() ? "to itself" : "loop " + name);
            return link;
        }
    }

    private final List<LoopLink> loop;
    private final boolean toItself;
    private final CspLinkReceiver receiver;

    private LoopLink(List<LoopLink> loop, boolean toItself, CspLinkReceiver receiver) {
        this.loop = loop;
        this.toItself = toItself;
        this.receiver = receiver;
    }

    @Override
    public boolean send(int nextHop, ByteBuffer frame) {
        boolean taken = true;
        for (LoopLink other : loop) {
            if (other != this || toItself) {
                taken &= other.receiver.frame(frame);
            }
        }
        return taken;
    }

    @Override
    public void close() {
        loop.remove(this);
    }
}
