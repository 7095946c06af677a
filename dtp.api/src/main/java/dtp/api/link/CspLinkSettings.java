package dtp.api.link;

import java.util.Objects;

/** What a link is opened with. Immutable. */
public final class CspLinkSettings {
    private final String text;
    private final int address;
    private final int cspVersion;
    private final int maxFrameBytes;

    /** @throws IllegalArgumentException when the version is not 1 or 2 or the largest frame is not 32 to 65535 bytes */
    public CspLinkSettings(String text, int address, int cspVersion, int maxFrameBytes) {
        if (cspVersion != 1 && cspVersion != 2) {
            throw new IllegalArgumentException("the CSP version is 1 or 2, not " + cspVersion);
        }
        if (maxFrameBytes < 32 || maxFrameBytes > 65_535) {
            throw new IllegalArgumentException("the largest frame has 32 to 65535 bytes, not " + maxFrameBytes);
        }
        this.text = Objects.requireNonNull(text);
        this.address = address;
        this.cspVersion = cspVersion;
        this.maxFrameBytes = maxFrameBytes;
    }

    /** The link URI behind {@code scheme://}. */
    public String text() {
        return text;
    }

    /** The node's own CSP address. */
    public int address() {
        return address;
    }

    /** 1 (4 byte header) or 2 (6 byte header). */
    public int cspVersion() {
        return cspVersion;
    }

    /** Largest frame, header included, that the node takes; a longer one is rejected by the link. */
    public int maxFrameBytes() {
        return maxFrameBytes;
    }
}
