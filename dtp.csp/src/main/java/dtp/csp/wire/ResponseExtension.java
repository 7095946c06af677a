package dtp.csp.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * What our server tells in the bytes that C servers leave uninitialised (csp-dtp.md §11), little endian:
 *
 * <pre>
 *  8 u32 0x31505444 | 12 u8 version 1 | 13 u8 flags (1: offsets count chunks) | 14 u16 largest mtu served | 16 u64 size
 * 24 u64 modified ms | 32 digest, 32 bytes | 64 u32 session_id | 68 u8 digest algorithm (0: not known or not yet, 1: SHA-256)
 * 69 u8 payload id of block digests (0: none) | 70 6 × 0 | 76 u32 CRC-32C of bytes 0 to 75
 * </pre>
 *
 * Immutable; any thread.
 */
public final class ResponseExtension {
    static final int MAGIC = 0x3150_5444;

    private static final int VERSION = 1;
    private static final int COUNT_CHUNKS = 1;
    private static final int SHA_256 = 1;
    private static final int DIGEST_BYTES = 32;
    private static final int CRC_AT = 76;

    private final boolean countChunks;
    private final int largestMtu;
    private final long size;
    private final long modifiedMs;
    private final byte[] sha256;
    private final int sessionId;
    private final int blockDigestPayload;

    private ResponseExtension(Builder b) {
        countChunks = b.countChunks;
        largestMtu = b.largestMtu;
        size = b.size;
        modifiedMs = b.modifiedMs;
        sha256 = b.sha256;
        sessionId = b.sessionId;
        blockDigestPayload = b.blockDigestPayload;
    }

    /** The offset word of this round's data counts chunks. */
    public boolean countChunks() {
        return countChunks;
    }

    /** 0 to 65535. */
    public int largestMtu() {
        return largestMtu;
    }

    /** Bytes, 0 to 2^63 - 1. */
    public long size() {
        return size;
    }

    /** Time of the last change, ms since 1970; 0: not known. */
    public long modifiedMs() {
        return modifiedMs;
    }

    /** The SHA-256 of the payload; empty: not known, or not yet. A copy. */
    public Optional<byte[]> sha256() {
        return Optional.ofNullable(sha256).map(byte[]::clone);
    }

    /** Session id of the request that is answered. */
    public int sessionId() {
        return sessionId;
    }

    /** Payload id under which digests of blocks are served, 1 to 255; 0: none. */
    public int blockDigestPayload() {
        return blockDigestPayload;
    }

    /** Taken only if magic, version, CRC and session id fit; anything else is a base response (csp-dtp.md §11). */
    static Optional<ResponseExtension> find(ByteBuffer in, int sessionId) {
        boolean ours = in.getInt(8) == MAGIC
                && in.get(12) == VERSION
                && in.getInt(64) == sessionId
                && in.getLong(16) >= 0
                && in.getInt(CRC_AT) == Crc32c.of(in, 0, CRC_AT);
        if (!ours) {
            return Optional.empty();
        }
        Builder b = new Builder(sessionId, in.getLong(16));
        b.countChunks((in.get(13) & COUNT_CHUNKS) != 0)
                .largestMtu(in.getShort(14) & 0xffff)
                .modifiedMs(in.getLong(24));
        b.blockDigestPayload(in.get(69) & 0xff);
        if (in.get(68) == SHA_256) {
            byte[] digest = new byte[DIGEST_BYTES];
            in.get(32, digest);
            b.sha256(digest);
        }
        return Optional.of(b.build());
    }

    /** Writes bytes 8 to 79 of the response that starts at index 0 of {@code out}. */
    void encode(ByteBuffer out) {
        out.putInt(8, MAGIC).put(12, (byte) VERSION).put(13, (byte) (countChunks ? COUNT_CHUNKS : 0));
        out.putShort(14, (short) largestMtu).putLong(16, size).putLong(24, modifiedMs);
        if (sha256 != null) {
            out.put(32, sha256).put(68, (byte) SHA_256);
        }
        out.putInt(64, sessionId).put(69, (byte) blockDigestPayload);
        out.putInt(CRC_AT, Crc32c.of(out, 0, CRC_AT));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResponseExtension that
                && countChunks == that.countChunks
                && largestMtu == that.largestMtu
                && size == that.size
                && modifiedMs == that.modifiedMs
                && Arrays.equals(sha256, that.sha256)
                && sessionId == that.sessionId
                && blockDigestPayload == that.blockDigestPayload;
    }

    @Override
    public int hashCode() {
        return Objects.hash(size, modifiedMs, sessionId);
    }

    /** Collects what the server knows. One thread. */
    public static final class Builder {
        private final int sessionId;
        private final long size;
        private boolean countChunks;
        private int largestMtu;
        private long modifiedMs;
        private byte[] sha256;
        private int blockDigestPayload;

        /** @param size of the payload in bytes, not negative */
        public Builder(int sessionId, long size) {
            within("size", size, Long.MAX_VALUE);
            this.sessionId = sessionId;
            this.size = size;
        }

        public Builder countChunks(boolean on) {
            countChunks = on;
            return this;
        }

        public Builder largestMtu(int mtu) {
            within("largest mtu", mtu, 0xffff);
            largestMtu = mtu;
            return this;
        }

        public Builder modifiedMs(long ms) {
            modifiedMs = ms;
            return this;
        }

        /** @param digest 32 bytes, copied */
        public Builder sha256(byte[] digest) {
            if (digest.length != DIGEST_BYTES) {
                throw new IllegalArgumentException("a SHA-256 has 32 bytes, not " + digest.length);
            }
            sha256 = digest.clone();
            return this;
        }

        public Builder blockDigestPayload(int id) {
            within("payload id", id, 0xff);
            blockDigestPayload = id;
            return this;
        }

        private static void within(String what, long value, long most) {
            if (value < 0 || value > most) {
                throw new IllegalArgumentException(what + " is 0 to " + most + ", not " + value);
            }
        }

        public ResponseExtension build() {
            return new ResponseExtension(this);
        }
    }
}
