package dtp.csp.wire;

import java.nio.ByteBuffer;

/**
 * The 5 bytes of RDP behind the data of a packet (csp-dtp.md §4), big endian:
 *
 * <pre>
 * u8 counter(4) SYN ACK EAK RST | u16 seq | u16 ack
 * </pre>
 *
 * @param flags SYN, ACK, EAK, RST
 * @param counter 0 to 15: only there so that two equal control packets differ; 0 on data packets
 * @param seq 0 to 65535
 * @param ack 0 to 65535, the last packet received in order
 */
public record RdpTrailer(int flags, int counter, int seq, int ack) {
    public static final int SYN = 8;
    public static final int ACK = 4;
    public static final int EAK = 2;
    public static final int RST = 1;
    public static final int BYTES = 5;

    /** Takes the trailer off the end of the packet: the limit moves before it. */
    public static RdpTrailer strip(ByteBuffer packet) throws DecodeException {
        if (packet.remaining() < BYTES) {
            throw DecodeException.Reason.TOO_SHORT.exception();
        }
        int at = packet.limit() - BYTES;
        int first = packet.get(at) & 0xff;
        int seq = (packet.get(at + 1) & 0xff) << 8 | packet.get(at + 2) & 0xff;
        int ack = (packet.get(at + 3) & 0xff) << 8 | packet.get(at + 4) & 0xff;
        packet.limit(at);
        return new RdpTrailer(first & 0xf, first >>> 4, seq, ack);
    }

    public void encode(ByteBuffer out) {
        out.put((byte) (counter << 4 | flags));
        out.put((byte) (seq >>> 8)).put((byte) seq);
        out.put((byte) (ack >>> 8)).put((byte) ack);
    }

    public boolean syn() {
        return (flags & SYN) != 0;
    }

    public boolean hasAck() {
        return (flags & ACK) != 0;
    }

    public boolean eak() {
        return (flags & EAK) != 0;
    }

    public boolean rst() {
        return (flags & RST) != 0;
    }
}
