package dtp.csp.wire;

import dtp.csp.wire.DecodeException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Messages of the vmem variant on port 14 (csp-dtp.md §7), big endian:
 *
 * <pre>
 * 0 u8 version 0 | 1 u8 type 0x80 | 2 u8 subtype: 0 start, 1 stop, 2 status, 3 alive
 * start: 3 u32 session_id (not set) | 7 u64 vaddr | 15 u32 size | 19 80 bytes of request, big endian
 * stop:  3 u32 session_id
 * </pre>
 *
 * The answer to status has no such head: {@link VmemStatus}. Immutable values; any thread.
 */
public sealed interface VmemMessage {
    int HEADER_BYTES = 3;
    int START_BYTES = 99;
    int STOP_BYTES = 7;

    /** Asks for memory; there is no response. Takes the session id from the request inside; {@code unusedId} is garbage. */
    record Start(int unusedId, long address, long size, DtpRequest request) implements VmemMessage {}

    /** Stops whatever is sent: the C server does not look at the id (csp-dtp.md §10.9). */
    record Stop(int sessionId) implements VmemMessage {}

    /** Asks who is served. */
    record Status() implements VmemMessage {}

    /** Tells that the client lives. */
    record Alive() implements VmemMessage {}

    static VmemMessage decode(ByteBuffer data) throws DecodeException {
        ByteBuffer in = data.slice().order(ByteOrder.BIG_ENDIAN);
        atLeast(in, HEADER_BYTES);
        if (in.limit() > START_BYTES) {
            throw Reason.TOO_LONG.exception();
        }
        if (in.get(0) != 0) {
            throw Reason.BAD_VERSION.exception();
        }
        if ((in.get(1) & 0xff) != 0x80) {
            throw Reason.UNKNOWN_TYPE.exception();
        }
        int subtype = in.get(2) & 0xff;
        if (subtype == 0) {
            atLeast(in, START_BYTES);
            DtpRequest request = DtpRequest.decodeVmem(in.slice(19, DtpRequest.BYTES));
            return new Start(in.getInt(3), in.getLong(7), Integer.toUnsignedLong(in.getInt(15)), request);
        }
        if (subtype == 1) {
            atLeast(in, STOP_BYTES);
            return new Stop(in.getInt(3));
        }
        if (subtype > 3) {
            throw Reason.UNKNOWN_TYPE.exception();
        }
        return subtype == 2 ? new Status() : new Alive();
    }

    private static void atLeast(ByteBuffer in, int bytes) throws DecodeException {
        if (in.limit() < bytes) {
            throw Reason.TOO_SHORT.exception();
        }
    }

    /** Writes the message at the position. */
    default void encode(ByteBuffer out) {
        out.put((byte) 0).put((byte) 0x80);
        if (this instanceof Start start) {
            ByteBuffer bytes = out.put((byte) 0).slice().order(ByteOrder.BIG_ENDIAN);
            bytes.putInt(start.unusedId()).putLong(start.address()).putInt((int) start.size());
            out.position(out.position() + bytes.position());
            start.request().encodeVmem(out);
        } else if (this instanceof Stop stop) {
            out.put((byte) 1);
            int id = stop.sessionId();
            out.put((byte) (id >>> 24))
                    .put((byte) (id >>> 16))
                    .put((byte) (id >>> 8))
                    .put((byte) id);
        } else {
            out.put((byte) (this instanceof Status ? 2 : 3));
        }
    }
}
