package dtp.csp.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The response of a DTP server (csp-dtp.md §5), little endian, 80 bytes:
 *
 * <pre>
 * 0 u32 size_in_bytes of what was asked for (C servers: wrong) | 4 u32 total_payload_size | 8 72 bytes: garbage or our extension
 * </pre>
 *
 * @param sizeInBytes 0 to 2^32 - 1
 * @param totalSize 0 to 2^32 - 1; above that only the extension tells
 */
public record DtpResponse(long sizeInBytes, long totalSize, Optional<ResponseExtension> extension) {
    public static final int BYTES = 80;

    private static final int MIN_BYTES = 8;

    /** The size of the payload: that of the extension where there is one. */
    public long payloadSize() {
        return extension.isPresent() ? extension.get().size() : totalSize;
    }

    /** The same as a base server would have told it. */
    public DtpResponse withoutExtension() {
        return new DtpResponse(sizeInBytes, totalSize, Optional.empty());
    }

    /**
     * @param sessionId of the request; recycled buffers of C nodes can hold an old extension of ours, which is then none
     *     (csp-dtp.md §11)
     */
    public static DtpResponse decode(ByteBuffer data, int sessionId) throws DecodeException {
        if (data.remaining() < MIN_BYTES) {
            throw DecodeException.Reason.TOO_SHORT.exception();
        }
        ByteBuffer in = data.slice().order(ByteOrder.LITTLE_ENDIAN);
        long size = Integer.toUnsignedLong(in.getInt(0));
        long total = Integer.toUnsignedLong(in.getInt(4));
        Optional<ResponseExtension> extension =
                in.limit() == BYTES ? ResponseExtension.find(in, sessionId) : Optional.empty();
        return new DtpResponse(size, total, extension);
    }

    /** Writes 80 bytes at the position: zero but for the extension. */
    public void encode(ByteBuffer out) {
        ByteBuffer bytes = out.slice().limit(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt((int) Math.min(sizeInBytes, ChunkRange.LAST)).putInt((int) Math.min(totalSize, ChunkRange.LAST));
        while (bytes.hasRemaining()) {
            bytes.putLong(0);
        }
        extension.ifPresent(e -> e.encode(bytes));
        out.position(out.position() + BYTES);
    }
}
