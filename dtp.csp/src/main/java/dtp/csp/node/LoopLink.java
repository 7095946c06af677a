package dtp.csp.node;

import dtp.api.link.CspLink;
import dtp.api.link.CspLinkReceiver;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A loop inside the program: {@code loop://NAME} joins all nodes that name it, as a bus does; {@code loop://} gives a node its own
 * packets back. The nodes' threads send, and put the frame into the queues of the others; a link's lock is held meanwhile, so that
 * its receiver is called by one of them at a time, and no more when it is closed.
 */
public final class LoopLink implements CspLink {
    /** The named loops of one factory. */
    public static final class Hub {
        private final Map<String, List<LoopLink>> loops = new ConcurrentHashMap<>();

        /**
         * @param text the name; empty: a loop for this node alone
         * @throws IllegalArgumentException when there is more than a name
         */
        public LoopLink join(String text, CspLinkReceiver receiver) {
            String name = LinkText.parse(text).knowing(Set.of()).address();
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
    private boolean closed;

    private LoopLink(List<LoopLink> loop, boolean toItself, CspLinkReceiver receiver) {
        this.loop = loop;
        this.toItself = toItself;
        this.receiver = receiver;
    }

    @Override
    public boolean send(int nextHop, ByteBuffer frame) {
        if (isClosed()) {
            return false;
        }
        boolean taken = true;
        int first = frame.position();
        for (LoopLink other : loop) {
            if (other != this || toItself) {
                taken &= other.deliver(frame);
                frame.position(first); // the next one reads it too
            }
        }
        return taken;
    }

    private synchronized boolean deliver(ByteBuffer frame) {
        return closed || receiver.frame(frame);
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        loop.remove(this);
        synchronized (this) {
            closed = true;
        }
    }
}
