package dtp.csp.session;

import dtp.api.transport.Offer;
import dtp.api.transport.Peer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.UUID;

/** Which uploads are the same one: name, size, digest and owner; the store is where the files stand (durability.md §8). Pure. */
final class UploadKey {
    private static final int HEX = 32;

    private UploadKey() {}

    /** What the files of an upload are called, without suffix. */
    static String fileName(Offer offer, Peer peer) {
        String key = String.join(
                "\n",
                Normalizer.normalize(offer.payload().name(), Normalizer.Form.NFC),
                offer.payload().size().isPresent()
                        ? Long.toString(offer.payload().size().getAsLong())
                        : "",
                offer.payload().digest().map(Object::toString).orElse(""),
                peer.principal().orElse(""));
        return hex(key);
    }

    /** For an upload that nobody can find again. */
    static String fileName(UUID once) {
        return hex(once.toString());
    }

    private static String hex(String key) {
        MessageDigest sha = FrontHasher.sha256();
        return HexFormat.of()
                .formatHex(sha.digest(key.getBytes(StandardCharsets.UTF_8)))
                .substring(0, HEX);
    }
}
