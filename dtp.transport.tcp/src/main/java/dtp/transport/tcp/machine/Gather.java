package dtp.transport.tcp.machine;

import java.nio.ByteBuffer;

/** Collects a message of known length from any fragmentation. One machine's thread. */
final class Gather {
    private ByteBuffer message = ByteBuffer.allocate(256);

    /** Begins a message of this length, at most 256. */
    void want(int bytes) {
        message.clear().limit(bytes);
    }

    /** The message turns out to be longer; what came stays. */
    void extend(int bytes) {
        message.limit(bytes);
    }

    boolean isEmpty() {
        return message.position() == 0;
    }

    int collected() {
        return message.position();
    }

    byte at(int index) {
        return message.get(index);
    }

    /** Takes what there is. @return true when the message is complete */
    boolean fill(ByteBuffer in) {
        int bytes = Math.min(in.remaining(), message.remaining());
        message.put(message.position(), in, in.position(), bytes);
        message.position(message.position() + bytes);
        in.position(in.position() + bytes);
        return !message.hasRemaining();
    }

    /** The complete message; valid until the next {@link #want}. */
    ByteBuffer message() {
        return message.duplicate().flip();
    }
}
