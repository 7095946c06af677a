package dtp.csp.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The data of an RDP SYN (csp-dtp.md §4): the server takes them over for the connection. 24 bytes, 6 × u32 big endian:
 *
 * <pre>
 * window | conn_timeout ms | packet_timeout ms | delayed_acks | ack_timeout ms | ack_delay_count
 * </pre>
 *
 * @param windowPackets 1 to {@link #MAX_WINDOW}
 * @param connTimeoutMs 1 ms to {@link #MAX_MS}, like the other times
 * @param delayedAcks the peer wants ACKs gathered, and sent once each ack_timeout to keep the connection alive
 */
public record SynOptions(
        int windowPackets,
        long connTimeoutMs,
        long packetTimeoutMs,
        boolean delayedAcks,
        long ackTimeoutMs,
        int ackDelayCount) {
    public static final int BYTES = 24;
    public static final int MAX_WINDOW = 1_024;
    public static final long MAX_MS = 86_400_000L;

    /** What ours sends: response repeated each second, request acknowledged at once (csp-dtp.md §10.2). */
    public static final SynOptions OURS = new SynOptions(3, 10_000, 1_000, true, 1_000, 0);

    /** Length is exact; each value is checked against its limit, so that no sum of times overflows later. */
    public static SynOptions decode(ByteBuffer data) throws DecodeException {
        if (data.remaining() < BYTES) {
            throw DecodeException.Reason.TOO_SHORT.exception();
        }
        if (data.remaining() > BYTES) {
            throw DecodeException.Reason.TOO_LONG.exception();
        }
        ByteBuffer in = data.slice().order(ByteOrder.BIG_ENDIAN);
        long window = within(in.getInt(), 1, MAX_WINDOW);
        long conn = within(in.getInt(), 1, MAX_MS);
        long packet = within(in.getInt(), 1, MAX_MS);
        boolean delayed = in.getInt() != 0;
        long ack = within(in.getInt(), 0, MAX_MS);
        long count = within(in.getInt(), 0, Integer.MAX_VALUE);
        return new SynOptions((int) window, conn, packet, delayed, ack, (int) count);
    }

    private static long within(int raw, long least, long most) throws DecodeException {
        long value = Integer.toUnsignedLong(raw);
        if (value < least || value > most) {
            throw DecodeException.Reason.BAD_OPTIONS.exception();
        }
        return value;
    }

    public void encode(ByteBuffer out) {
        ByteBuffer bytes = out.slice().order(ByteOrder.BIG_ENDIAN);
        bytes.putInt(windowPackets).putInt((int) connTimeoutMs).putInt((int) packetTimeoutMs);
        bytes.putInt(delayedAcks ? 1 : 0).putInt((int) ackTimeoutMs).putInt(ackDelayCount);
        out.position(out.position() + BYTES);
    }
}
