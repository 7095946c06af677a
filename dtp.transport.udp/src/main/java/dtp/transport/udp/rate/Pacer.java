package dtp.transport.udp.rate;

/**
 * Says how many bytes may go now. Credit gathers at the rate, up to what timers need to catch up with; it may be overdrawn by
 * one batch, which the next waits for. The owner's thread.
 */
public final class Pacer {
    /** Credit for so long may gather: timers come late by less than that. */
    private static final long GATHER_NS = 4_000_000;

    private static final long UNLIMITED = Long.MAX_VALUE;

    private long bytesPerSecond;
    private double credit;
    private long lastNs;
    private final int leastBytes;

    /** @param leastBytes one datagram: so much may always gather */
    public Pacer(long bytesPerSecond, int leastBytes, long nowNs) {
        this.bytesPerSecond = bytesPerSecond;
        this.leastBytes = leastBytes;
        this.credit = leastBytes;
        this.lastNs = nowNs;
    }

    /** @param value bytes a second, 1 or more; Long.MAX_VALUE for no limit */
    public void rate(long value, long nowNs) {
        gather(nowNs);
        bytesPerSecond = Math.max(1, value);
    }

    public long bytesPerSecond() {
        return bytesPerSecond;
    }

    private void gather(long nowNs) {
        double gained = (nowNs - lastNs) / 1e9 * bytesPerSecond;
        double most = Math.max(leastBytes, GATHER_NS / 1e9 * bytesPerSecond);
        credit = Math.min(most, credit + gained);
        lastNs = nowNs;
    }

    /** Bytes that may be sent at once, 0 for none yet. */
    public long grant(long nowNs) {
        if (bytesPerSecond == UNLIMITED) {
            return UNLIMITED;
        }
        gather(nowNs);
        return Math.max(0, (long) credit);
    }

    public void sent(long bytes) {
        if (bytesPerSecond != UNLIMITED) {
            credit -= bytes;
        }
    }

    /** When {@code bytes} may go. */
    public long readyNs(long bytes, long nowNs) {
        if (bytesPerSecond == UNLIMITED || credit >= bytes) {
            return nowNs;
        }
        return nowNs + (long) Math.min(1e18, Math.ceil((bytes - credit) / bytesPerSecond * 1e9)) + 1;
    }
}
