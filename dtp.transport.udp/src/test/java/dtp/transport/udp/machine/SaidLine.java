package dtp.transport.udp.machine;

import dtp.transport.udp.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The line of a get to a server that is played by hand: what the get says is collected. The test's thread. */
final class SaidLine implements Line {
    final List<Packet> said = new ArrayList<>();

    @Override
    public void send(ByteBuffer datagram) {
        said.addAll(Desk.packets(List.of(datagram)));
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
        throw new AssertionError("a get sends no pieces");
    }
}
