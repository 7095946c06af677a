package dtp.csp.dtp;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The counters of a node's DTP client or server. Any thread. */
public final class DtpCounters {
    private final EnumMap<DtpCounter, AtomicLong> values = new EnumMap<>(DtpCounter.class);

    DtpCounters() {
        for (DtpCounter what : DtpCounter.values()) {
            values.put(what, new AtomicLong());
        }
    }

    void count(DtpCounter what) {
        add(what, 1);
    }

    void add(DtpCounter what, long n) {
        values.get(what).getAndAdd(n);
    }

    public long get(DtpCounter what) {
        return values.get(what).get();
    }

    /** All that are not 0, by name in lower case. */
    public Map<String, Long> snapshot() {
        Map<String, Long> map = new LinkedHashMap<>();
        values.forEach((what, value) -> {
            if (value.get() != 0) {
                map.put(what.name().toLowerCase(Locale.ROOT), value.get());
            }
        });
        return map;
    }
}
