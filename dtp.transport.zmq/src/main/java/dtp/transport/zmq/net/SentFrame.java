package dtp.transport.zmq.net;

import java.nio.ByteBuffer;
import zmq.Msg;

/**
 * A large frame that goes out, and tells when JeroMQ is done with it: {@link #hasLeft} on any thread, at its pleasure; the rest on
 * JeroMQ's. What a plain field says too late is asked again.
 */
final class SentFrame extends Msg {
    /** What the encoder writes from, until its end; while it copies a part, it limits it to that. */
    private volatile ByteBuffer writing;

    private volatile boolean copied;

    SentFrame(ByteBuffer bytes) {
        super(bytes);
    }

    @Override
    public ByteBuffer buf() {
        ByteBuffer given = super.buf();
        writing = given;
        return given;
    }

    /** With CURVE what goes out is encrypted into memory of its own. */
    @Override
    public void transfer(ByteBuffer destination, int offset, int length) {
        super.transfer(destination, offset, length);
        copied = true;
    }

    /** Whether the network has all of it. A connection that breaks leaves it false. */
    boolean hasLeft() {
        ByteBuffer from = writing;
        return copied || (from != null && from.position() == from.capacity());
    }
}
