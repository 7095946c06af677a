package dtp.transport.zmq.wire;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32;

/** The algorithms of a chunk's checksum, told by the length of its hexadecimal text (zmq.md rule 6). Immutable; any thread. */
public enum Checksum {
    /** An empty frame; only where the server allows it. */
    NONE(0, ""),
    /** IEEE. */
    CRC_32(8, ""),
    MD5(32, "MD5"),
    SHA_1(40, "SHA-1"),
    SHA_256(64, "SHA-256");

    private static final HexFormat HEX = HexFormat.of();

    private final int digits;
    private final String jcaName;

    Checksum(int digits, String jcaName) {
        this.digits = digits;
        this.jcaName = jcaName;
    }

    /** Hexadecimal digits of its text. */
    public int digits() {
        return digits;
    }

    static Optional<Checksum> ofDigits(int digits) {
        for (Checksum one : values()) {
            if (one.digits == digits) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    /** Of what remains in {@code data}, whose position stays; small letters. Takes time: off the socket's thread. */
    public String of(ByteBuffer data) {
        return switch (this) {
            case NONE -> "";
            case CRC_32 -> {
                CRC32 crc = new CRC32();
                crc.update(data.duplicate());
                yield HEX.toHexDigits((int) crc.getValue());
            }
            case MD5, SHA_1, SHA_256 -> {
                MessageDigest digest = digest();
                digest.update(data.duplicate());
                yield HEX.formatHex(digest.digest());
            }
        };
    }

    private MessageDigest digest() {
        try {
            return MessageDigest.getInstance(jcaName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + jcaName, e);
        }
    }
}
