package dtp.csp.rdp;

import dtp.csp.wire.SynOptions;

/** How long a connection waits for its peer in each state. Belongs to its connection, on the node's thread. */
final class Deadlines {
    private static final long NS_PER_MS = Sender.NS_PER_MS;

    /** A SYN proves nothing, not even whose it is, and may ask for a day; each one would hold its place and be answered for so long. */
    private static final long MOST_PATIENCE_MS = 60_000;

    private final boolean client;
    private final RdpOptions options;
    private boolean dataCame;
    private long heardNs;
    private long closedNs;

    Deadlines(boolean client, RdpOptions options) {
        this.client = client;
        this.options = options;
    }

    void heard(long nowNs) {
        heardNs = Math.max(heardNs, nowNs);
    }

    /** Data of the peer came in order. */
    void dataCame() {
        dataCame = true;
    }

    void closing(long nowNs) {
        closedNs = nowNs;
    }

    /** When the peer is given up, {@link Long#MAX_VALUE}: never. */
    long giveUpNs(State state, SynOptions syn) {
        return switch (state) {
            case NEW, CLOSED -> Long.MAX_VALUE;
            case SYN_SENT -> heardNs + options.connectTimeoutMs() * NS_PER_MS;
            case SYN_RCVD -> heardNs + patienceNs(syn);
            case CLOSE_WAIT -> closedNs + patienceNs(syn);
            case OPEN -> client ? heardNs + options.silenceTimeoutMs() * NS_PER_MS : serverSilenceNs(syn);
        };
    }

    private static long patienceNs(SynOptions syn) {
        return Math.min(syn.connTimeoutMs(), MOST_PATIENCE_MS) * NS_PER_MS;
    }

    private long serverSilenceNs(SynOptions syn) {
        if (!dataCame) {
            return heardNs + patienceNs(syn);
        }
        // csp-dtp.md §9: silence stops a transfer only when the SYN asked for delayed ACKs
        long silenceMs = Math.max(options.serverSilenceMs(), 5 * syn.ackTimeoutMs());
        return syn.delayedAcks() ? heardNs + silenceMs * NS_PER_MS : Long.MAX_VALUE;
    }
}
