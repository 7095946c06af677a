package dtp.transport.udp.net;

import dtp.transport.udp.machine.Line;
import java.nio.ByteBuffer;

/** The line over a socket that could not be opened: what is sent is lost. The event loop calls. */
final class NoLine implements Line {
    @Override
    public void send(ByteBuffer datagram) {
        // lost
    }

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public ByteBuffer batch(int bytes) {
        return ByteBuffer.allocate(bytes);
    }

    @Override
    public void sendBatch(int segmentBytes) {
        // lost
    }
}
