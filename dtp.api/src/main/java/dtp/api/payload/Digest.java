package dtp.api.payload;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;

/** A digest and its algorithm by JCA name ({@code SHA-256}, {@code SHA-1}). Compared by value; text is {@code sha256:HEX}. */
public final class Digest {
    public static final String SHA_256 = "SHA-256";

    private final String algorithm;
    private final String hex;

    /** @throws IllegalArgumentException when a SHA-256 has not 32 bytes or a SHA-1 not 20, or it is empty */
    public Digest(String algorithm, byte[] value) {
        this(algorithm, HexFormat.of().formatHex(value));
    }

    private Digest(String algorithm, String hex) {
        this.algorithm = Objects.requireNonNull(algorithm);
        this.hex = hex;
        int bytes = hex.length() / 2;
        if (bytes == 0 || (algorithm.equals(SHA_256) && bytes != 32) || (algorithm.equals("SHA-1") && bytes != 20)) {
            throw new IllegalArgumentException("a " + algorithm + " digest cannot have " + bytes + " bytes");
        }
    }

    /**
     * Reads {@code sha256:HEX} or {@code sha1:HEX}, in either case.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        String algorithm = name.equals("sha256") ? SHA_256 : name.equals("sha1") ? "SHA-1" : "";
        if (algorithm.isEmpty()) {
            throw new IllegalArgumentException("expected sha256:HEX or sha1:HEX but was " + text);
        }
        return new Digest(algorithm, HexFormat.of().parseHex(text.substring(colon + 1)));
    }

    public String algorithm() {
        return algorithm;
    }

    /** A copy. */
    public byte[] value() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Digest d && d.algorithm.equals(algorithm) && d.hex.equals(hex);
    }

    @Override
    public int hashCode() {
        return hex.hashCode();
    }

    @Override
    public String toString() {
        return algorithm.toLowerCase(Locale.ROOT).replace("-", "") + ":" + hex;
    }
}
