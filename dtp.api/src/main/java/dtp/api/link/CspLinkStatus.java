package dtp.api.link;

import java.util.Objects;

/** How a link of the node stands. Immutable. */
public final class CspLinkStatus {
    private final String name;
    private final boolean up;
    private final boolean transmitting;
    private final String text;

    public CspLinkStatus(String name, boolean up, boolean transmitting, String text) {
        this.name = Objects.requireNonNull(name);
        this.up = up;
        this.transmitting = transmitting;
        this.text = Objects.requireNonNull(text);
    }

    /** The link's URI as configured. */
    public String name() {
        return name;
    }

    public boolean up() {
        return up;
    }

    /** False while transmit inhibit is on. */
    public boolean transmitting() {
        return transmitting;
    }

    /** Why it is down, or what it is connected to. */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return name + (up ? " up" : " down") + (transmitting ? "" : " tx=off") + ": " + text;
    }
}
