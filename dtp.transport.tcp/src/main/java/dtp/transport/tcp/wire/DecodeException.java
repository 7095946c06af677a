package dtp.transport.tcp.wire;

import java.util.EnumMap;
import java.util.Map;

/** Bytes from outside that are not what they claim to be. Checked, without a stack, one for each reason. Any thread. */
public final class DecodeException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why a message was rejected; each is counted by name. */
    public enum Reason {
        UNKNOWN_OP("the first byte is no operation of this protocol"),
        EMPTY_NAME("the name is empty"),
        BAD_UTF8("the name is not UTF-8"),
        BAD_VERSION("the version of the extension is not 1"),
        UNKNOWN_STATUS("the status is none of T, F and E"),
        BAD_DIGEST("the digest has an algorithm or a length that nobody knows"),
        NUMBER_TOO_LARGE("a number is above 2^63 - 1"),
        BAD_RANGE_COUNT("the number of ranges is not 1 to 65536"),
        BAD_RANGE("a range is empty, outside the file, or not behind the one before"),
        UNKNOWN_REQUEST("the request is none of R, H and F");

        private final String words;

        Reason(String words) {
            this.words = words;
        }

        /** The one exception of this reason. */
        public DecodeException exception() {
            return ONE_EACH.get(this);
        }

        public String words() {
            return words;
        }
    }

    private static final Map<Reason, DecodeException> ONE_EACH = oneEach();

    private final Reason reason;

    private DecodeException(Reason reason) {
        super(reason.words(), null, false, false);
        this.reason = reason;
    }

    private static Map<Reason, DecodeException> oneEach() {
        Map<Reason, DecodeException> map = new EnumMap<>(Reason.class);
        for (Reason reason : Reason.values()) {
            map.put(reason, new DecodeException(reason));
        }
        return map;
    }

    public Reason reason() {
        return reason;
    }
}
