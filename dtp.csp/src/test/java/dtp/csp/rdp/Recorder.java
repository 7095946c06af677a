package dtp.csp.rdp;

import dtp.csp.wire.RdpTrailer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Both sides of a connection under test: keeps what it sent and what it told. */
final class Recorder implements RdpOutput, RdpListener {
    /** A packet that was sent. */
    record Sent(long timeNs, boolean control, RdpTrailer trailer, int dataBytes) {
        boolean is(int flags) {
            return trailer.flags() == flags && dataBytes == 0;
        }
    }

    final List<Sent> sent = new ArrayList<>();
    final List<RdpDrop> drops = new ArrayList<>();
    final List<byte[]> data = new ArrayList<>();
    final List<Long> dataAtNs = new ArrayList<>();
    int opened;
    int acknowledged;
    int resetsAhead;
    RdpEnd end;
    long endNs;
    long nowNs;

    RdpPort port() {
        return new RdpPort(this, this);
    }

    List<Sent> sentWith(int flags) {
        return sent.stream().filter(s -> s.is(flags)).toList();
    }

    Sent last() {
        return sent.get(sent.size() - 1);
    }

    @Override
    public void transmit(boolean control, RdpTrailer trailer, ByteBuffer packet) {
        sent.add(new Sent(nowNs, control, trailer, packet.remaining()));
    }

    @Override
    public void dropped(RdpDrop why) {
        drops.add(why);
    }

    @Override
    public void onOpen(long at) {
        opened++;
    }

    @Override
    public void onData(ByteBuffer packet, long at) {
        byte[] copy = new byte[packet.remaining()];
        packet.duplicate().get(copy);
        data.add(copy);
        dataAtNs.add(at);
    }

    @Override
    public void onAcknowledged(long at) {
        acknowledged++;
    }

    @Override
    public void onResetAhead(long at) {
        resetsAhead++;
    }

    @Override
    public void onClosed(RdpEnd how, long at) {
        if (end != null) {
            throw new AssertionError("closed twice: " + end + ", " + how);
        }
        end = how;
        endNs = at;
    }
}
