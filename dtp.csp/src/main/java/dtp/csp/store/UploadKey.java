package dtp.csp.store;

import dtp.api.payload.Digest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Objects;

/**
 * What makes two offers of an upload the same one (durability.md §8). Immutable.
 *
 * @param store name of the store
 * @param name payload name, brought to NFC
 * @param size bytes
 * @param principal who uploads; empty for nobody in particular
 */
public record UploadKey(String store, String name, long size, Digest digest, String principal) {
    private static final int HEX_DIGITS = 32;

    public UploadKey {
        Objects.requireNonNull(store);
        Objects.requireNonNull(digest);
        Objects.requireNonNull(principal);
        name = Normalizer.normalize(name, Normalizer.Form.NFC);
    }

    /** First half of the SHA-256 of all parts, each with its length before it, as hexadecimal digits: fit for any file system. */
    public String fileName() {
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        for (String part : new String[] {store, name, Long.toString(size), digest.toString(), principal}) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            parts.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            parts.writeBytes(bytes);
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(parts.toByteArray());
            return HexFormat.of().formatHex(hash).substring(0, HEX_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
