package dtp.transport.tcp.wire;

import java.nio.ByteBuffer;

/** The single bytes of the protocol (tcp.md). */
public final class Codes {
    public static final byte DOWNLOAD = 'D';
    public static final byte UPLOAD = 'U';
    public static final byte GO_ON = 'T';
    /** Refused; from the client of a ranged download: finished. */
    public static final byte REFUSED = 'F';

    public static final byte ERROR = 'E';
    public static final byte EXTENDED = 'X';
    public static final byte RANGES = 'R';
    public static final byte DIGEST = 'H';
    /** Still computing or verifying. */
    public static final byte WAIT = 'W';

    /** Version of the ranged extension. */
    public static final byte VERSION = 1;

    private Codes() {}

    /** A message of one byte. */
    public static ByteBuffer single(byte code) {
        return ByteBuffer.wrap(new byte[] {code});
    }

    /** {@code 'X' | u8 version | u8 status}: what a ranged server answers to every marked message. */
    public static ByteBuffer extended(byte status) {
        return ByteBuffer.wrap(new byte[] {EXTENDED, VERSION, status});
    }

    /** Base answer to a download: {@code status | u64 size}. */
    public static ByteBuffer sized(byte status, long size) {
        return ByteBuffer.allocate(9).put(status).putLong(size).flip();
    }

    /** {@code u64 size} of a base upload. */
    public static ByteBuffer number(long value) {
        return ByteBuffer.allocate(8).putLong(value).flip();
    }

    /** @throws DecodeException when it is above 2^63 - 1 */
    public static long number(ByteBuffer in) throws DecodeException {
        long value = in.getLong();
        if (value < 0) {
            throw DecodeException.Reason.NUMBER_TOO_LARGE.exception();
        }
        return value;
    }

    /** @throws DecodeException when it is none of T, F and E */
    public static byte status(byte code) throws DecodeException {
        if (code != GO_ON && code != REFUSED && code != ERROR) {
            throw DecodeException.Reason.UNKNOWN_STATUS.exception();
        }
        return code;
    }
}
