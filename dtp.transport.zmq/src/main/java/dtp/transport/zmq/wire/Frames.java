package dtp.transport.zmq.wire;

import dtp.api.interval.IntervalSet;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The fields of which messages are made, each checked against its limit. Pure; any thread. */
public final class Frames {
    public static final int MOST_NAME_BYTES = 255;
    public static final int MOST_VERSION_BYTES = 64;
    /** Ranges in one list of what is missing. */
    public static final int MOST_MISSING = 1_000;

    /** The mark of extended messages. */
    static final String DTP_1 = "DTP/1";

    private static final int MOST_DIGITS = 19;
    private static final int MOST_MISSING_BYTES = MOST_MISSING * (2 * MOST_DIGITS + 2);
    private static final int MOST_TEXT_BYTES = 1_000;
    private static final int MOST_TEXT = 250;

    private Frames() {}

    static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static ByteBuffer number(long number) {
        return ByteBuffer.wrap(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
    }

    /** Without line ends and control characters, and short enough for a line of a log. */
    static ByteBuffer words(String text) {
        return text(printable(text));
    }

    private static String printable(String text) {
        String one = text.replaceAll("\\p{Cntrl}", " ");
        return one.length() > MOST_TEXT ? one.substring(0, MOST_TEXT) : one;
    }

    static boolean is(ByteBuffer frame, String word) {
        if (frame.remaining() != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (frame.get(frame.position() + i) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static String decodeName(ByteBuffer frame) throws DecodeException {
        int length = frame.remaining();
        if (length < 1 || length > MOST_NAME_BYTES) {
            throw new DecodeException("a name has 1 to " + MOST_NAME_BYTES + " bytes, this one " + length);
        }
        return utf8(frame, "the name");
    }

    private static String utf8(ByteBuffer frame, String what) throws DecodeException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(frame.duplicate())
                    .toString();
        } catch (CharacterCodingException e) {
            throw new DecodeException(what + " is not UTF-8");
        }
    }

    /** What a server says to people; whatever it is, it is made fit to be printed. */
    static String decodeWords(ByteBuffer frame) {
        ByteBuffer some = frame.duplicate();
        some.limit(some.position() + Math.min(some.remaining(), MOST_TEXT_BYTES));
        return printable(StandardCharsets.UTF_8.decode(some).toString());
    }

    static String decodeVersion(ByteBuffer frame) throws DecodeException {
        if (frame.remaining() > MOST_VERSION_BYTES) {
            throw new DecodeException("a version has at most " + MOST_VERSION_BYTES + " bytes");
        }
        return utf8(frame, "the version");
    }

    /** 1 to 19 digits, at most 2^63 - 1. */
    static long decodeNumber(ByteBuffer frame, String what) throws DecodeException {
        int length = frame.remaining();
        if (length < 1 || length > MOST_DIGITS) {
            throw new DecodeException(what + " is a decimal number of 1 to " + MOST_DIGITS + " digits");
        }
        long value = 0;
        for (int i = frame.position(); i < frame.limit(); i++) {
            int digit = frame.get(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new DecodeException(what + " is a decimal number without sign or blanks");
            }
            if (value > (Long.MAX_VALUE - digit) / 10) {
                throw new DecodeException(what + " is above 9223372036854775807");
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** rule 6: the length tells the algorithm. */
    static Checksum decodeChecksum(ByteBuffer frame) throws DecodeException {
        Optional<Checksum> kind = Checksum.ofDigits(frame.remaining());
        return kind.orElseThrow(() -> new DecodeException(
                "a checksum has 8 (CRC-32), 32 (MD5), 40 (SHA-1) or 64 (SHA-256) hexadecimal digits"));
    }

    /** In either case; given back in small letters. */
    static String decodeHex(ByteBuffer frame, String what) throws DecodeException {
        StringBuilder hex = new StringBuilder(frame.remaining());
        for (int i = frame.position(); i < frame.limit(); i++) {
            int digit = Character.digit(frame.get(i) & 0xff, 16);
            if (digit < 0) {
                throw new DecodeException(what + " is not hexadecimal");
            }
            hex.append(Character.forDigit(digit, 16));
        }
        return hex.toString();
    }

    /** {@code first-last,first-last}, both inclusive; the first {@value #MOST_MISSING} of them. */
    static ByteBuffer missing(IntervalSet missing) {
        StringBuilder text = new StringBuilder();
        long[] bounds = missing.firstIntervals(MOST_MISSING).toBounds();
        for (int i = 0; i < bounds.length; i += 2) {
            text.append(i == 0 ? "" : ",").append(bounds[i]).append('-').append(bounds[i + 1] - 1);
        }
        return text(text.toString());
    }

    static IntervalSet decodeMissing(ByteBuffer frame) throws DecodeException {
        if (frame.remaining() > MOST_MISSING_BYTES) {
            throw new DecodeException("a list of what is missing has at most " + MOST_MISSING + " ranges");
        }
        if (!frame.hasRemaining()) {
            return IntervalSet.empty();
        }
        String[] ranges =
                StandardCharsets.US_ASCII.decode(frame.duplicate()).toString().split(",", -1);
        if (ranges.length > MOST_MISSING) {
            throw new DecodeException("a list of what is missing has at most " + MOST_MISSING + " ranges");
        }
        long[] bounds = new long[2 * ranges.length];
        long after = -1;
        for (int i = 0; i < ranges.length; i++) {
            int dash = ranges[i].indexOf('-');
            if (dash < 0) {
                throw new DecodeException("a range is first-last");
            }
            long first = decodeNumber(text(ranges[i].substring(0, dash)), "a range's first position");
            long last = decodeNumber(text(ranges[i].substring(dash + 1)), "a range's last position");
            if (first <= after || last < first || last == Long.MAX_VALUE) {
                throw new DecodeException("the ranges of what is missing do not rise");
            }
            bounds[2 * i] = first;
            bounds[2 * i + 1] = last + 1;
            after = last + 1;
        }
        return IntervalSet.ofBounds(bounds);
    }
}
