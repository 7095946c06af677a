package dtp.csp.wire;

import java.util.EnumMap;
import java.util.Map;

/**
 * Bytes from outside that are not what they claim to be. Checked, so that no caller forgets it; without a stack and made once
 * for each reason, so that a flood of bad packets costs nothing. Any thread.
 */
public final class DecodeException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why a packet was rejected; each is counted by name. */
    public enum Reason {
        TOO_SHORT("the packet is shorter than its fixed fields"),
        TOO_LONG("the packet is longer than its layout allows"),
        BAD_VERSION("the version is not one that this program speaks"),
        UNKNOWN_TYPE("the type is not one that this program speaks"),
        BAD_CHECKSUM("the CRC-32C does not fit"),
        BAD_LENGTH("the length fits none of the layouts"),
        BAD_THROUGHPUT("the throughput is 0"),
        BAD_MTU("the MTU leaves no room for data"),
        BAD_INTERVAL_COUNT("the number of intervals is not 1 to 8, or not what the length says"),
        BAD_INTERVAL("an interval starts behind its end"),
        BAD_OPTIONS("a time or the window of the SYN is beyond its limit"),
        OLD_LAYOUT_72("the request has the layout of before 2025-04: 72 bytes, 8 intervals, MTU at offset 6"),
        OLD_LAYOUT_84("the request has the layout of 2025-07 to 2025-11: 84 bytes, keep-alive of 4 bytes"),
        OLD_LAYOUT_160("the request has the layout of before 2025-04: 160 bytes, 19 intervals");

        private final String words;

        Reason(String words) {
            this.words = words;
        }

        /** The one exception of this reason. */
        public DecodeException exception() {
            return ONE_EACH.get(this);
        }

        /** What is wrong, in words for the log. */
        public String words() {
            return words;
        }
    }

    private static final Map<Reason, DecodeException> ONE_EACH = oneEach();

    private final Reason reason;

    private DecodeException(Reason reason, String words) {
        super(words, null, false, false);
        this.reason = reason;
    }

    private static Map<Reason, DecodeException> oneEach() {
        Map<Reason, DecodeException> map = new EnumMap<>(Reason.class);
        for (Reason reason : Reason.values()) {
            map.put(reason, new DecodeException(reason, reason.words()));
        }
        return map;
    }

    public Reason reason() {
        return reason;
    }
}
