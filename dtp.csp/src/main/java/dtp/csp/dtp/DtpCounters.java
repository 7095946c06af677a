package dtp.csp.dtp;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/** The counters of a node's DTP client or server. Any thread. */
public final class DtpCounters {
    private static final DtpCounter[] ALL = DtpCounter.values();

    private final AtomicLongArray values = new AtomicLongArray(ALL.length);

    void count(DtpCounter what) {
        add(what, 1);
    }

    void add(DtpCounter what, long n) {
        values.getAndAdd(what.ordinal(), n);
    }

    public long get(DtpCounter what) {
        return values.get(what.ordinal());
    }

    /** All that are not 0, by name in lower case. */
    public Map<String, Long> snapshot() {
        Map<String, Long> map = new LinkedHashMap<>();
        for (DtpCounter what : ALL) {
            if (get(what) != 0) {
                map.put(what.name().toLowerCase(Locale.ROOT), get(what));
            }
        }
        return map;
    }
}
