package dtp.csp.dtp;

/**
 * Which MTU one source asks with: what is configured, or what pings prove, and never more than the server says it serves
 * (csp-dtp.md §9, §11). The node's thread.
 */
final class DownloadMtu {
    private final DownloadSettings settings;
    private int mtu;
    private int served = Integer.MAX_VALUE;

    DownloadMtu(DownloadSettings settings) {
        this.settings = settings;
        this.mtu = settings.mtu();
    }

    /** Bytes of a data packet, its header included. */
    int bytes() {
        return mtu;
    }

    /** Configured, or proven in this contact; otherwise pings are to tell first. */
    boolean isKnown(MtuProof proof, long nowNs) {
        return settings.probeTo() == 0 || proof.isKnown(nowNs);
    }

    /** Nothing is under way: as much as is allowed. */
    void choose(MtuProof proof) {
        mtu = allowed(proof);
    }

    /** @return true: less is proven now than when it was chosen */
    boolean lower(MtuProof proof) {
        int before = mtu;
        mtu = Math.min(mtu, allowed(proof));
        return mtu < before;
    }

    private int allowed(MtuProof proof) {
        return Math.min(Math.max(settings.mtu(), Math.min(settings.probeTo(), proof.proven())), served);
    }

    /**
     * The server has told what it serves.
     *
     * @param largest 0: not told
     * @return true: that is less than was asked for
     */
    boolean onServed(int largest) {
        if (largest == 0 || largest >= mtu) {
            return false;
        }
        mtu = largest;
        served = largest;
        return true;
    }
}
