package dtp.csp.store;

import dtp.api.interval.Interval;
import dtp.api.interval.IntervalSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Session file of libdtp's client, {@code OUTPUT.meta}, version 2 (csp-dtp.md §8), little-endian and packed:
 *
 * <pre>
 *  0 u32 version 2 | 4 u16 node | 6 u16 mtu | 8 u8 timeout s | 9 u32 throughput | 13 u8 payload id | 14 u32 session id
 * 18 u32 bytes received | 22 u32 payload size | 26 u32 segments | 30 { u32 first chunk, u32 last chunk, inclusive } each
 * </pre>
 *
 * A chunk is {@code mtu - 8} bytes, the last one of the payload may be shorter. Immutable.
 *
 * @param node CSP address of the server
 * @param mtu bytes of a data packet with its header, 9 to 65535
 * @param timeoutS 0 to 255
 * @param throughputBytesPerSecond 0 to 2^32 - 1
 * @param payloadId 0 to 255
 * @param sessionId of the last request
 * @param payloadSize bytes; 0 to 2^32 - 1
 * @param held bytes that are in the output file, whole chunks only
 */
public record LibdtpMeta(
        int node,
        int mtu,
        int timeoutS,
        long throughputBytesPerSecond,
        int payloadId,
        int sessionId,
        long payloadSize,
        IntervalSet held) {
    private static final int HEADER = 30;
    private static final int SEGMENT = 8;
    private static final int VERSION = 2;
    private static final int DATA_HEADER = 8;
    private static final long MAX_U32 = 0xffff_ffffL;

    public LibdtpMeta {
        require("node", node, 0, 0xffff);
        require("mtu", mtu, DATA_HEADER + 1, 0xffff);
        require("timeoutS", timeoutS, 0, 0xff);
        require("throughputBytesPerSecond", throughputBytesPerSecond, 0, MAX_U32);
        require("payloadId", payloadId, 0, 0xff);
        require("payloadSize", payloadSize, 0, MAX_U32);
        if (!held.equals(wholeChunks(held, mtu - DATA_HEADER, payloadSize))) {
            throw new IllegalArgumentException("held must be whole chunks of " + (mtu - DATA_HEADER) + " bytes within "
                    + payloadSize + " bytes but was " + held);
        }
    }

    private static void require(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + " but was " + value);
        }
    }

    /** Those bytes of {@code held} that fill whole chunks of a payload; what libdtp cannot say is left out and fetched again. */
    public static IntervalSet wholeChunks(IntervalSet held, int chunkBytes, long payloadSize) {
        IntervalAccumulator whole = new IntervalAccumulator();
        for (Interval interval : held) {
            long start = (interval.start() + chunkBytes - 1) / chunkBytes * chunkBytes;
            long end = interval.end() >= payloadSize ? payloadSize : interval.end() / chunkBytes * chunkBytes;
            if (start < end) {
                whole.add(start, end);
            }
        }
        return whole.snapshot();
    }

    /**
     * Reads a file's content.
     *
     * @param file name for messages
     * @throws IOException saying what is wrong with it and what to do
     */
    public static LibdtpMeta decode(ByteBuffer content, String file) throws IOException {
        ByteBuffer in = content.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (in.remaining() < Integer.BYTES) {
            throw refused(file, "it has only " + in.remaining() + " bytes");
        }
        int version = in.getInt(0);
        if (version == 1) {
            throw refused(
                    file,
                    "it is of version 1 (2024), which lists what is missing and not what is there; resume it once with a libdtp of"
                            + " that time, or fetch the payload anew");
        }
        if (version != VERSION) {
            throw refused(
                    file, "it is of version " + Integer.toUnsignedString(version) + ", and only version 2 is known");
        }
        long segments = in.remaining() < HEADER ? -1 : Integer.toUnsignedLong(in.getInt(26));
        if (segments < 0 || (in.remaining() - HEADER) / SEGMENT < segments) {
            throw refused(file, in.remaining() + " bytes are too few for it");
        }
        int mtu = Short.toUnsignedInt(in.getShort(6));
        if (mtu <= DATA_HEADER) {
            throw refused(file, "its MTU of " + mtu + " leaves no room for data");
        }
        long size = Integer.toUnsignedLong(in.getInt(22));
        return new LibdtpMeta(
                Short.toUnsignedInt(in.getShort(4)),
                mtu,
                Byte.toUnsignedInt(in.get(8)),
                Integer.toUnsignedLong(in.getInt(9)),
                Byte.toUnsignedInt(in.get(13)),
                in.getInt(14),
                size,
                held(in, (int) segments, mtu - DATA_HEADER, size, file));
    }

    private static IntervalSet held(ByteBuffer in, int segments, int chunk, long size, String file) throws IOException {
        IntervalAccumulator held = new IntervalAccumulator();
        for (int i = 0; i < segments; i++) {
            long first = Integer.toUnsignedLong(in.getInt(HEADER + i * SEGMENT));
            long last = Integer.toUnsignedLong(in.getInt(HEADER + i * SEGMENT + 4));
            if (first > last || first * chunk >= size) {
                throw refused(
                        file, "it says that chunks " + first + " to " + last + " of " + size + " bytes are there");
            }
            held.add(first * chunk, Math.min(size, (last + 1) * chunk)); // below 2^48
        }
        return held.snapshot();
    }

    private static IOException refused(String file, String why) {
        return new IOException(
                file + " cannot be imported: " + why + ". Nothing was changed; the bytes beside it are as they were.");
    }

    /** The file's content, ready to be written. */
    public ByteBuffer encode() {
        int chunk = mtu - DATA_HEADER;
        ByteBuffer out = ByteBuffer.allocate(HEADER + held.count() * SEGMENT).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(VERSION).putShort((short) node).putShort((short) mtu).put((byte) timeoutS);
        out.putInt((int) throughputBytesPerSecond).put((byte) payloadId).putInt(sessionId);
        out.putInt((int) held.bytes()).putInt((int) payloadSize).putInt(held.count());
        for (Interval interval : held) {
            out.putInt((int) (interval.start() / chunk)).putInt((int) ((interval.end() - 1) / chunk));
        }
        return out.flip();
    }
}
