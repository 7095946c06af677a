package dtp.transport.zmq.net;

import java.util.IdentityHashMap;
import zmq.io.Metadata;

/**
 * What has come of messages that are not whole yet: nothing in ZeroMQ ends one that has a frame more again and again. A message
 * of the protocol has a few small frames, and a large one only as its last. On JeroMQ's thread.
 */
final class OpenMessages {
    /** More than any message of the protocol has. */
    static final int MOST_FRAMES = 9;

    /** Connections that break in the midst of a message stay behind. */
    private static final int MOST_CONNECTIONS = 10_000;

    private final IdentityHashMap<Metadata, Open> connections = new IdentityHashMap<>();

    private static final class Open {
        private int frames;
        private boolean dropped;
    }

    /** @return whether one that is not the last of its message is to be dropped */
    boolean isTooMuch(Metadata connection, int size) {
        if (connections.size() > MOST_CONNECTIONS) {
            connections.clear();
        }
        Open message = connections.computeIfAbsent(connection, c -> new Open());
        message.frames++;
        boolean tooMuch = message.frames > MOST_FRAMES || size >= ReceiveBuffers.LEAST_BYTES;
        message.dropped |= tooMuch;
        return tooMuch;
    }

    /** The last frame has come. @return whether others before it were dropped */
    boolean end(Metadata connection) {
        Open message = connections.remove(connection);
        return message != null && message.dropped;
    }
}
