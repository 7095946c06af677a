package dtp.csp.rdp;

import dtp.csp.wire.RdpTrailer;

/** The sequence numbers of one connection, which wrap at 16 bits. The node's thread. */
final class Window {
    private final int iss;
    private int sndNxt;
    private int irs = -1;
    private int rcvCur;
    private int rcvAcked;

    Window(int iss) {
        this.iss = iss & 0xffff;
        sndNxt = plus(iss, 1);
    }

    static int plus(int seq, int n) {
        return seq + n & 0xffff;
    }

    /** How far {@code seq} is ahead of {@code base}: -32768 to 32767. */
    static int ahead(int seq, int base) {
        return (short) (seq - base);
    }

    /** The peer's first number is known. */
    void begin(int peerIss) {
        irs = peerIss;
        rcvCur = peerIss;
        rcvAcked = peerIss;
    }

    int iss() {
        return iss;
    }

    int irs() {
        return irs;
    }

    int sndNxt() {
        return sndNxt;
    }

    /** The number of the next packet to be sent; counts on. */
    int takeNext() {
        int seq = sndNxt;
        sndNxt = plus(sndNxt, 1);
        return seq;
    }

    int rcvCur() {
        return rcvCur;
    }

    /** The next packet in order has come. */
    void received() {
        rcvCur = plus(rcvCur, 1);
    }

    /** Every packet carries the newest acknowledgement. */
    void sent() {
        rcvAcked = rcvCur;
    }

    /** Packets received that no packet of ours has acknowledged. */
    int unacknowledged() {
        return ahead(rcvCur, rcvAcked);
    }

    /** 1: the next in order; below: has come before; above: behind a gap. */
    int ahead(int seq) {
        return ahead(seq, rcvCur);
    }

    /** True when both numbers can belong to this connection. */
    boolean fits(RdpTrailer packet, int windowPackets) {
        int reach = 2 * windowPackets + 1;
        int acked = ahead(packet.ack(), sndNxt);
        int seq = ahead(packet.seq());
        return (!packet.hasAck() || acked < 0 && acked >= -reach - 1) && seq >= -reach + 1 && seq <= windowPackets + 1;
    }
}
