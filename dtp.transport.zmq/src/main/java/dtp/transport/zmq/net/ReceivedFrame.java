package dtp.transport.zmq.net;

import java.nio.ByteBuffer;
import zmq.Msg;
import zmq.io.Metadata;

/**
 * A frame that comes in. JeroMQ tells it its connection when it is whole, and puts it with the others of its message; one too many
 * is dropped instead. On JeroMQ's thread.
 */
class ReceivedFrame extends Msg {
    private final OpenMessages open;
    private boolean tooMany;
    private boolean behindDropped;

    ReceivedFrame(ByteBuffer bytes, OpenMessages open) {
        super(bytes);
        this.open = open;
    }

    @Override
    public Msg setMetadata(Metadata connection) {
        if (!isCommand() && !hasMore()) {
            behindDropped = open.end(connection);
        } else if (!isCommand() && open.isTooMuch(connection, size())) {
            tooMany = true;
            dropped();
        }
        return super.setMetadata(connection);
    }

    /** JeroMQ keeps nothing of commands. */
    @Override
    public boolean isCommand() {
        return tooMany || super.isCommand();
    }

    /** The last of a message that has lost others. */
    boolean isBehindDropped() {
        return behindDropped;
    }

    /** Nobody will read it. */
    void dropped() {}
}
