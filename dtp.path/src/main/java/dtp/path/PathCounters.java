package dtp.path;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one direction of a path did so far, in frames and bytes. Immutable. */
public final class PathCounters {
    private final Map<String, Long> counts = new LinkedHashMap<>();

    PathCounters(long[] counts) {
        for (Count c : Count.values()) {
            this.counts.put(c.text, counts[c.slot]);
        }
    }

    /** What is counted. */
    public enum Count {
        OFFERED(0, "offered"),
        OFFERED_BYTES(1, "offered bytes"),
        DELIVERED(2, "delivered"),
        DELIVERED_BYTES(3, "delivered bytes"),
        LOST(4, "lost"),
        QUEUE_FULL(5, "queue full"),
        CUT(6, "cut"),
        NO_CONTACT(7, "no contact"),
        DUPLICATED(8, "duplicated"),
        REORDERED(9, "reordered"),
        CORRUPTED(10, "corrupted");

        /** Where the path keeps it, without a map for each frame. */
        final int slot;

        private final String text;

        Count(int slot, String text) {
            this.slot = slot;
            this.text = text;
        }
    }

    public long get(Count count) {
        return counts.get(count.text);
    }

    /** By name, in the order of {@link Count}. */
    public Map<String, Long> all() {
        return Collections.unmodifiableMap(counts);
    }

    @Override
    public String toString() {
        return counts.toString();
    }
}
