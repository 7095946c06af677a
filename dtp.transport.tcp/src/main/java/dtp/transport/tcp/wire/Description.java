package dtp.transport.tcp.wire;

import dtp.api.payload.Digest;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A digest, and what stands around it (tcp.md "Ranged"):
 *
 * <pre>
 * download   u64 size | u8 digest algorithm | u8 length | digest | u64 modified (ms since 1970)
 * upload     u64 size | u8 digest algorithm | u8 length | digest
 * answer     'H'      | u8 digest algorithm | u8 length | digest
 *                       0 none or not yet, 1 SHA-256
 * </pre>
 *
 * @param size bytes
 * @param digest absent: none, or not yet
 * @param modifiedMs 0 where the layout has none
 */
public record Description(long size, Optional<Digest> digest, long modifiedMs) {
    /** Size, algorithm and length: after these it is known how much follows. */
    public static final int HEAD = 10;
    /** Algorithm and length. */
    public static final int DIGEST_HEAD = 2;

    public static final int MODIFIED = 8;
    private static final int SHA_256_BYTES = 32;

    /** The layout of a download. */
    public ByteBuffer encodeDownload() {
        ByteBuffer out = ByteBuffer.allocate(HEAD + SHA_256_BYTES + MODIFIED).putLong(size);
        put(out, digest);
        return out.putLong(modifiedMs).flip();
    }

    /** The layout of an upload. */
    public ByteBuffer encodeUpload() {
        ByteBuffer out = ByteBuffer.allocate(HEAD + SHA_256_BYTES).putLong(size);
        put(out, digest);
        return out.flip();
    }

    /** {@code 'H' | algorithm | length | digest}. */
    public static ByteBuffer encodeAnswer(Optional<Digest> digest) {
        ByteBuffer out = ByteBuffer.allocate(1 + DIGEST_HEAD + SHA_256_BYTES).put(Codes.DIGEST);
        put(out, digest);
        return out.flip();
    }

    private static void put(ByteBuffer out, Optional<Digest> digest) {
        if (digest.isPresent() && digest.get().algorithm().equals(Digest.SHA_256)) {
            out.put((byte) 1).put((byte) SHA_256_BYTES).put(digest.get().value());
        } else {
            out.put((byte) 0).put((byte) 0);
        }
    }

    /**
     * How many bytes of digest follow.
     *
     * @throws DecodeException when the length is not that of the algorithm
     */
    public static int digestBytes(byte algorithm, byte length) throws DecodeException {
        boolean none = algorithm == 0 && length == 0;
        boolean sha256 = algorithm == 1 && length == SHA_256_BYTES;
        if (!none && !sha256) {
            throw DecodeException.Reason.BAD_DIGEST.exception();
        }
        return length;
    }

    /** Reads {@code u8 algorithm | u8 length | digest}, complete in {@code in}. */
    public static Optional<Digest> digest(ByteBuffer in) throws DecodeException {
        int length = digestBytes(in.get(), in.get());
        if (length == 0) {
            return Optional.empty();
        }
        byte[] value = new byte[length];
        in.get(value);
        return Optional.of(new Digest(Digest.SHA_256, value));
    }

    /** @param in the whole message, as {@link #digestBytes} told its length */
    public static Description decode(ByteBuffer in, boolean withModified) throws DecodeException {
        long size = Codes.number(in);
        Optional<Digest> digest = digest(in);
        return new Description(size, digest, withModified ? Codes.number(in) : 0);
    }
}
