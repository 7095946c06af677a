package dtp.tck.doubles;

import dtp.api.payload.Digest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** The bytes of a payload at a remote; they never change. Thread-safe. */
public interface RemoteContent {
    long size();

    /** Of its last change, where it has a time. */
    default Optional<Instant> modified() {
        return Optional.empty();
    }

    /** Fills {@code into}, whose bytes all exist, from {@code position}. */
    void read(long position, ByteBuffer into);

    /** SHA-256 of the whole. */
    default Digest digest() {
        MessageDigest sha = sha256();
        ByteBuffer block = ByteBuffer.allocate(65_536);
        for (long at = 0; at < size(); at += block.capacity()) {
            block.clear().limit((int) Math.min(block.capacity(), size() - at));
            read(at, block);
            sha.update(block.flip());
        }
        return new Digest(Digest.SHA_256, sha.digest());
    }

    /** All bytes, for contents that fit. */
    default byte[] bytes() {
        ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(size()));
        read(0, all);
        return all.array();
    }

    static RemoteContent of(byte[] bytes) {
        byte[] copy = bytes.clone();
        return new RemoteContent() {
            @Override
            public long size() {
                return copy.length;
            }

            @Override
            public void read(long position, ByteBuffer into) {
                into.put(copy, Math.toIntExact(position), into.remaining());
            }

            @Override
            public String toString() {
                return copy.length + " bytes, hash " + Arrays.hashCode(copy);
            }
        };
    }

    /** Bytes that follow from their position and the seed: any size costs no memory, and other seeds give other bytes. */
    static RemoteContent generated(long size, long seed) {
        return new RemoteContent() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public void read(long position, ByteBuffer into) {
                for (long at = position; into.hasRemaining(); at++) {
                    into.put(at(at, seed));
                }
            }
        };
    }

    private static byte at(long position, long seed) {
        long z = (position >>> 3) * 0x9e37_79b9_7f4a_7c15L + seed * 0xbf58_476d_1ce4_e5b9L;
        z = (z ^ z >>> 30) * 0x94d0_49bb_1331_11ebL;
        z ^= z >>> 27;
        return (byte) (z >>> 8 * (position & 7));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance(Digest.SHA_256);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
