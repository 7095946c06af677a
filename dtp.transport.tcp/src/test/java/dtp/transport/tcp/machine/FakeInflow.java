package dtp.transport.tcp.machine;

import java.nio.ByteBuffer;

/** What came, for a machine; keeping it costs nothing. */
record FakeInflow(ByteBuffer data, int heldBytes) implements Inflow {
    @Override
    public Runnable retain() {
        return () -> {};
    }
}
