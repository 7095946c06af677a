package dtp.csp.wire;

import dtp.csp.wire.DecodeException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The request of DTP, 80 bytes (csp-dtp.md §5): little endian on port 7, big endian inside a vmem message. With our extension
 * (csp-dtp.md §11, always little endian) 88 bytes and more:
 *
 * <pre>
 *  0 u32 throughput B/s | 4 u8 nof_intervals | 5 u8 payload_id | 6 u16 reserved | 8 u32 session_id | 12 u16 mtu
 * 14 u16 keep_alive ms  | 16 8 × {u32 first, u32 last}
 * 80 u32 0x31505444     | 84 u16 n ≤ 240 | 86 u16 flags (1: count chunks) | 88 n × {u32 first, u32 last}
 * </pre>
 *
 * @param throughput payload bytes per second, 1 to 2^32 - 1
 * @param payloadId 0 to 255
 * @param mtu CSP data bytes of a data packet, its 8 byte header included: 9 to 65535
 * @param keepAlive the field as read in the message's byte order; see {@link #keepAliveMs}
 * @param countChunks data are to be numbered in chunks; asked for by the extension
 * @param ranges 1 to 8, with the extension up to 248
 */
public record DtpRequest(
        long throughput,
        int payloadId,
        int sessionId,
        int mtu,
        int keepAlive,
        boolean countChunks,
        List<ChunkRange> ranges) {
    public static final int BYTES = 80;
    public static final int MAX_BASE_RANGES = 8;
    public static final int MAX_EXTRA_RANGES = 240;
    public static final int MAX_BYTES = 88 + 8 * MAX_EXTRA_RANGES;
    public static final int MIN_MTU = DtpData.HEADER_BYTES + 1;

    private static final int EXTENSION = 80;
    private static final int EXTENDED_BYTES = 88;
    private static final int COUNT_CHUNKS = 1;
    private static final int OLD_BYTES_160 = 160;

    public DtpRequest {
        ranges = List.copyOf(ranges);
        if (ranges.isEmpty() || ranges.size() > MAX_BASE_RANGES + MAX_EXTRA_RANGES) {
            throw new IllegalArgumentException("a request has 1 to 248 ranges, not " + ranges.size());
        }
        if (throughput < 1 || throughput > ChunkRange.LAST || mtu < MIN_MTU || mtu > 0xffff) {
            throw new IllegalArgumentException(
                    "a C server would hang or die: throughput " + throughput + ", mtu " + mtu);
        }
    }

    /** A request as it is sent: no keep-alive (csp-dtp.md §9). */
    public static DtpRequest of(long throughput, int payloadId, int sessionId, int mtu, List<ChunkRange> ranges) {
        return new DtpRequest(throughput, payloadId, sessionId, mtu, 0, false, ranges);
    }

    /** Goes only to a node whose previous response bore our extension (csp-dtp.md §11). */
    public boolean extended() {
        return countChunks || ranges.size() > MAX_BASE_RANGES;
    }

    public int encodedBytes() {
        return extended() ? EXTENDED_BYTES + 8 * Math.max(0, ranges.size() - MAX_BASE_RANGES) : BYTES;
    }

    /**
     * The keep-alive interval in ms, 0: none. C peers swap its bytes on one side or on both (csp-dtp.md §9), so of the two
     * readings the longer one counts: waiting longer than meant harms nobody.
     */
    public int keepAliveMs() {
        return Math.max(keepAlive, (keepAlive & 0xff) << 8 | keepAlive >>> 8);
    }

    /** The request of port 7. */
    public static DtpRequest decode(ByteBuffer data) throws DecodeException {
        checkLength(data.remaining());
        ByteBuffer in = data.slice().order(ByteOrder.LITTLE_ENDIAN);
        int extra = 0;
        boolean countChunks = false;
        int count = in.get(4) & 0xff;
        if (in.limit() > BYTES) {
            if (in.getInt(EXTENSION) != ResponseExtension.MAGIC) {
                throw (in.limit() == OLD_BYTES_160 ? Reason.OLD_LAYOUT_160 : Reason.BAD_LENGTH).exception();
            }
            extra = in.getShort(84) & 0xffff;
            countChunks = (in.getShort(86) & COUNT_CHUNKS) != 0;
            if (extra > MAX_EXTRA_RANGES
                    || in.limit() != EXTENDED_BYTES + 8 * extra
                    || extra > 0 && count != MAX_BASE_RANGES) {
                throw Reason.BAD_INTERVAL_COUNT.exception();
            }
        }
        return decodeFields(in, extra, countChunks);
    }

    private static void checkLength(int length) throws DecodeException {
        if (length == 72) {
            throw Reason.OLD_LAYOUT_72.exception();
        }
        if (length == 84) {
            throw Reason.OLD_LAYOUT_84.exception();
        }
        if (length < BYTES) {
            throw Reason.TOO_SHORT.exception();
        }
        if (length > MAX_BYTES) {
            throw Reason.TOO_LONG.exception();
        }
        // an extended request of 8 + 9 ranges has 160 bytes as well, and is told apart by its magic
        if (length != BYTES && (length < EXTENDED_BYTES || (length - EXTENDED_BYTES) % 8 != 0)) {
            throw Reason.BAD_LENGTH.exception();
        }
    }

    /** The 80 bytes inside a vmem message: big endian, never extended. */
    static DtpRequest decodeVmem(ByteBuffer data) throws DecodeException {
        return decodeFields(data.slice().order(ByteOrder.BIG_ENDIAN), 0, false);
    }

    private static DtpRequest decodeFields(ByteBuffer in, int extra, boolean countChunks) throws DecodeException {
        long throughput = Integer.toUnsignedLong(in.getInt(0));
        int count = in.get(4) & 0xff;
        int mtu = in.getShort(12) & 0xffff;
        if (throughput == 0) {
            throw Reason.BAD_THROUGHPUT.exception();
        }
        if (mtu < MIN_MTU) {
            throw Reason.BAD_MTU.exception();
        }
        if (count < 1 || count > MAX_BASE_RANGES) {
            throw Reason.BAD_INTERVAL_COUNT.exception();
        }
        List<ChunkRange> ranges = new ArrayList<>(count + extra);
        for (int i = 0; i < count; i++) {
            ranges.add(range(in, 16 + 8 * i));
        }
        for (int i = 0; i < extra; i++) {
            ranges.add(range(in, EXTENDED_BYTES + 8 * i));
        }
        int keepAlive = in.getShort(14) & 0xffff;
        return new DtpRequest(throughput, in.get(5) & 0xff, in.getInt(8), mtu, keepAlive, countChunks, ranges);
    }

    private static ChunkRange range(ByteBuffer in, int at) throws DecodeException {
        long first = Integer.toUnsignedLong(in.getInt(at));
        long last = Integer.toUnsignedLong(in.getInt(at + 4));
        if (first > last) {
            throw Reason.BAD_INTERVAL.exception();
        }
        return new ChunkRange(first, last);
    }

    /** Writes {@link #encodedBytes()} bytes at the position, as port 7 wants them. */
    public void encode(ByteBuffer out) {
        ByteBuffer bytes = out.slice().order(ByteOrder.LITTLE_ENDIAN);
        encodeFields(bytes);
        if (extended()) {
            int extra = Math.max(0, ranges.size() - MAX_BASE_RANGES);
            bytes.putInt(ResponseExtension.MAGIC).putShort((short) extra);
            bytes.putShort((short) (countChunks ? COUNT_CHUNKS : 0));
            for (int i = MAX_BASE_RANGES; i < ranges.size(); i++) {
                put(bytes, ranges.get(i));
            }
        }
        out.position(out.position() + bytes.position());
    }

    void encodeVmem(ByteBuffer out) {
        ByteBuffer bytes = out.slice().order(ByteOrder.BIG_ENDIAN);
        encodeFields(bytes);
        out.position(out.position() + BYTES);
    }

    private void encodeFields(ByteBuffer bytes) {
        int count = Math.min(ranges.size(), MAX_BASE_RANGES);
        bytes.putInt((int) throughput).put((byte) count).put((byte) payloadId);
        bytes.putShort((short) 0).putInt(sessionId).putShort((short) mtu).putShort((short) keepAlive);
        for (int i = 0; i < count; i++) {
            put(bytes, ranges.get(i));
        }
        while (bytes.position() < BYTES) {
            bytes.putLong(0);
        }
    }

    private static void put(ByteBuffer bytes, ChunkRange range) {
        bytes.putInt((int) range.first()).putInt((int) range.last());
    }
}
