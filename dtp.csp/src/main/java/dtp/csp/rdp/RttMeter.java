package dtp.csp.rdp;

/** Round trip time, smoothed by 1/8 (RFC 6298); packets that were sent twice tell nothing and are not given. The node's thread. */
final class RttMeter {
    private long rttNs = -1;

    RttMeter(long hintNs) {
        rttNs = hintNs;
    }

    void sample(long sampleNs) {
        rttNs = rttNs < 0 ? sampleNs : rttNs + (sampleNs - rttNs) / 8;
    }

    /** -1: not known. */
    long rttNs() {
        return rttNs;
    }
}
