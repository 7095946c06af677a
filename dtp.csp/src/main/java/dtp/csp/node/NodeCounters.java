package dtp.csp.node;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** The counters of a node. Any thread. */
@SuppressWarnings("EnumOrdinal") // an array of atomics by index, within one run of the program
public final class NodeCounters {
    private static final NodeCounter[] ALL = NodeCounter.values();

    private static final int MAX_REJECTS = 32;

    private final Map<String, LongAdder> rejects = new ConcurrentHashMap<>();
    private final AtomicLongArray values = new AtomicLongArray(ALL.length);

    void count(NodeCounter what) {
        values.getAndIncrement(what.ordinal());
    }

    /** A reject of a link, in its words; the first {@link #MAX_REJECTS} different ones have a counter of their own. */
    void rejected(String why) {
        count(NodeCounter.LINK_REJECTED);
        LongAdder own = rejects.get(why);
        if (own == null && rejects.size() < MAX_REJECTS) {
            own = rejects.computeIfAbsent(why, w -> new LongAdder());
        }
        if (own != null) {
            own.increment();
        }
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
        rejects.forEach((why, n) -> map.put("link_rejected: " + why, n.sum()));
        return map;
    }
}
