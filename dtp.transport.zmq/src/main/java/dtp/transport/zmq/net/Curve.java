package dtp.transport.zmq.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.zeromq.ZMQ.Curve.KeyPair;

/** Keys of ZeroMQ's own encryption, as Z85 text and in files of the form that CZMQ's certificates have. Any thread. */
public final class Curve {
    private static final int TEXT_LENGTH = 40;
    private static final Pattern PUBLIC = Pattern.compile("public-key\\s*=\\s*\"([^\"]{40})\"");
    private static final Pattern SECRET = Pattern.compile("secret-key\\s*=\\s*\"([^\"]{40})\"");

    /** One's own keys, 32 bytes each. */
    public static final class Keys {
        private final String publicText;
        private final byte[] secret;

        Keys(String publicText, byte[] secret) {
            this.publicText = publicText;
            this.secret = secret.clone();
        }

        /** Z85. */
        public String publicText() {
            return publicText;
        }

        byte[] publicBytes() {
            return decode(publicText);
        }

        byte[] secretBytes() {
            return secret.clone();
        }

        /** Never the secret. */
        @Override
        public String toString() {
            return publicText;
        }
    }

    private Curve() {}

    /** Text of a new certificate file; readable by whoever speaks ZeroMQ's certificates. */
    public static String newCertificate() {
        KeyPair pair = org.zeromq.ZMQ.Curve.generateKeyPair();
        return "#   ZeroMQ CURVE **Secret** Certificate. Keep it to yourself; give others the public key only.\n"
                + "metadata\ncurve\n    public-key = \"" + pair.publicKey + "\"\n    secret-key = \"" + pair.secretKey
                + "\"\n";
    }

    /** The public key in the text of a certificate. @throws IllegalArgumentException when there is none */
    public static String publicKey(String certificate) {
        return find(PUBLIC, certificate, "public-key");
    }

    private static String find(Pattern pattern, String text, String what) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new IllegalArgumentException("it has no line " + what + " = \"(40 characters)\"");
        }
        return found.group(1);
    }

    /** @throws IllegalArgumentException naming the file, and never its content */
    public static Keys read(Path certificate) {
        try {
            String text = Files.readString(certificate, StandardCharsets.UTF_8);
            String open = publicKey(text);
            decode(open);
            return new Keys(open, decode(find(SECRET, text, "secret-key")));
        } catch (IOException e) {
            throw new IllegalArgumentException("the key file " + certificate + " cannot be read: " + e, e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the key file " + certificate + " is no CURVE certificate: " + e.getMessage()
                            + "; dtp keygen makes one",
                    e);
        }
    }

    /** @throws IllegalArgumentException when it is no Z85 text of 40 characters */
    static byte[] decode(String text) {
        if (text.length() != TEXT_LENGTH || !text.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException("a CURVE key has 40 characters of Z85");
        }
        try {
            return org.zeromq.ZMQ.Curve.z85Decode(text);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("a CURVE key has 40 characters of Z85", e);
        }
    }

    static String encode(byte[] key) {
        return org.zeromq.ZMQ.Curve.z85Encode(key);
    }
}
