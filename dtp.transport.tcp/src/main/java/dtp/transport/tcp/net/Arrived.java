package dtp.transport.tcp.net;

import dtp.transport.tcp.machine.Inflow;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** What one read of a connection brought, for its machine. The event loop, but the release on any thread. */
record Arrived(ByteBuf bytes, ByteBuffer data) implements Inflow {
    @Override
    public int heldBytes() {
        return bytes.capacity();
    }

    @Override
    public Runnable retain() {
        bytes.retain();
        return bytes::release;
    }
}
