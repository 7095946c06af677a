package dtp.api.contact;

import java.util.OptionalLong;

/**
 * One contact: a link, {@code *} for all, is up from {@code startNs} (inclusive) to {@code endNs} (exclusive),
 * in nanoseconds on the clock of the plan's reader. A value.
 */
public final class ContactWindow {
    private final String link;
    private final long startNs;
    private final long endNs;
    private final OptionalLong rateBytesPerSecond;

    /** @throws IllegalArgumentException when the window is empty or the rate not positive */
    public ContactWindow(String link, long startNs, long endNs, OptionalLong rateBytesPerSecond) {
        if (endNs <= startNs) {
            throw new IllegalArgumentException("a contact must end after it starts");
        }
        if (rateBytesPerSecond.isPresent() && rateBytesPerSecond.getAsLong() <= 0) {
            throw new IllegalArgumentException("the rate of a contact must be positive or left empty");
        }
        this.link = link;
        this.startNs = startNs;
        this.endNs = endNs;
        this.rateBytesPerSecond = rateBytesPerSecond;
    }

    public String link() {
        return link;
    }

    public long startNs() {
        return startNs;
    }

    public long endNs() {
        return endNs;
    }

    /** Bytes a second on the link during this contact; empty: the link's own rate. */
    public OptionalLong rateBytesPerSecond() {
        return rateBytesPerSecond;
    }

    /** True when this window speaks of {@code name}. */
    public boolean covers(String name) {
        return link.equals("*") || link.equals(name);
    }

    /** True when {@code nowNs} lies inside. */
    public boolean contains(long nowNs) {
        return nowNs >= startNs && nowNs < endNs;
    }
}
