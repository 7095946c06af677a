package dtp.transport.udp.rate;

/** What arrived in one stretch of time: how much, how much was sent for it, and how long the luckiest packet took. */
final class Round {
    private long startNs;
    private long bytes;
    private long packets;
    private int firstHighest;
    private int highest;
    private long leastDelayUs = Long.MAX_VALUE;

    void start(long nowNs, int highestPacket) {
        startNs = nowNs;
        bytes = 0;
        packets = 0;
        firstHighest = highestPacket;
        highest = highestPacket;
        leastDelayUs = Long.MAX_VALUE;
    }

    /** Time counts from now. */
    void begin(long nowNs) {
        startNs = nowNs;
    }

    void packet(int size, int highestPacket, long delayUs) {
        bytes += size;
        packets++;
        highest = highestPacket;
        leastDelayUs = Math.min(leastDelayUs, delayUs);
    }

    long ageNs(long nowNs) {
        return nowNs - startNs;
    }

    long packets() {
        return packets;
    }

    long leastDelayUs() {
        return leastDelayUs;
    }

    /** Bytes a second that came. */
    double receivedPerSecond(long nowNs) {
        return bytes * 1e9 / Math.max(1, ageNs(nowNs));
    }

    /** The same, and what was lost of it, but no more than as much again: what the path carries while a queue stands. */
    double carriedPerSecond(long nowNs) {
        return receivedPerSecond(nowNs) / (1 - Math.min(loss(), 0.5));
    }

    /** Share of what was sent meanwhile that did not come, 0 to 1. */
    double loss() {
        int sent = highest - firstHighest;
        return sent <= packets ? 0 : 1 - (double) packets / sent;
    }
}
