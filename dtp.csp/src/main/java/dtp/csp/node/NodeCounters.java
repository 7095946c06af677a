package dtp.csp.node;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/** The counters of a node. Any thread. */
@SuppressWarnings("EnumOrdinal") // an array of atomics by index, within one run of the program
public final class NodeCounters {
    private static final NodeCounter[] ALL = NodeCounter.values();

    private final AtomicLongArray values = new AtomicLongArray(ALL.length);

    void count(NodeCounter what) {
        values.getAndIncrement(what.ordinal());
    }

    void add(NodeCounter what, long n) {
        values.getAndAdd(what.ordinal(), n);
    }

    public long get(NodeCounter what) {
        return values.get(what.ordinal());
    }

    /** All that are not 0, by name in lower case. */
    public Map<String, Long> snapshot() {
        Map<String, Long> map = new LinkedHashMap<>();
        for (NodeCounter what : ALL) {
            long value = get(what);
            if (value != 0) {
                map.put(what.name().toLowerCase(Locale.ROOT), value);
            }
        }
        return map;
    }
}
