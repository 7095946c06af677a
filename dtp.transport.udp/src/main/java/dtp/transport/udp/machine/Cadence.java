package dtp.transport.udp.machine;

/** How far apart what a peer sends comes, smoothed over some eight arrivals. One thread. */
final class Cadence {
    private static final long NONE = Long.MIN_VALUE;

    private long lastNs = NONE;
    private long eightNs;

    /** Something came that had been awaited since the last arrival. */
    void arrived(long nowNs) {
        if (lastNs != NONE) {
            eightNs += nowNs - lastNs - eightNs / 8;
        }
        lastNs = nowNs;
    }

    /** Nothing is awaited: the time to the next arrival says nothing. */
    void rest() {
        lastNs = NONE;
    }

    /** 0 while unknown. */
    long packetNs() {
        return eightNs / 8;
    }
}
