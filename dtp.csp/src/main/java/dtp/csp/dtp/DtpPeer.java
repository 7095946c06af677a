package dtp.csp.dtp;

/** What the client knows of one node, for all its sessions. The node's thread. */
final class DtpPeer {
    /** Requests at once to a node that serves them side by side. */
    static final int EXTENDED_CONNECTIONS = 16;

    private static final long UNKNOWN_RTT_NS = 1_000_000_000L;
    private static final int MAX_REFUSALS = 2;

    private final int node;
    private final DtpClient client;
    private final DtpConnections connections = new DtpConnections(this);
    private final MtuProof mtuProof;
    private boolean extended;
    private int refusals;
    private long heardNs;
    private int baseConnections = ClientSettings.BASE_CONNECTIONS;

    DtpPeer(int node, DtpClient client) {
        this.node = node;
        this.client = client;
        this.mtuProof = new MtuProof(this, client.handle());
    }

    int node() {
        return node;
    }

    MtuProof mtuProof() {
        return mtuProof;
    }

    DtpConnections connections() {
        return connections;
    }

    /** By the peer's profile, 1 to 3. */
    void baseConnections(int value) {
        baseConnections = value;
    }

    int maxConnections() {
        return extended ? EXTENDED_CONNECTIONS : baseConnections;
    }

    /** Its last response in this contact bore our extension (csp-dtp.md §11). */
    boolean extended() {
        return extended;
    }

    /** Long requests reach it. */
    boolean takesLongRequests() {
        return extended && refusals < MAX_REFUSALS;
    }

    /** A long request was not acknowledged after its repeats; it goes again as 80 bytes (csp-dtp.md §11). */
    void longRequestFailed() {
        refusals = MAX_REFUSALS;
    }

    void answered(boolean withExtension) {
        extended = withExtension;
    }

    /** The contact is over: what answers next may be another program. */
    void contactLost() {
        extended = false;
        mtuProof.forget();
        refusals = 0;
    }

    /** A response or data of it came. */
    void heard(long nowNs) {
        heardNs = nowNs;
        mtuProof.heard(nowNs);
    }

    /** Nothing is open, and after so long what answers next may be another program (csp-dtp.md §9, §11). */
    void forgetIfSilent(long nowNs) {
        if (extended && connections.isIdle() && nowNs - heardNs > DtpDownload.SIZE_HOLDS_NS) {
            extended = false;
            refusals = 0;
        }
    }

    long rttNs() {
        long measured = client.node().rttNs(node);
        return measured < 0 ? UNKNOWN_RTT_NS : measured;
    }
}
