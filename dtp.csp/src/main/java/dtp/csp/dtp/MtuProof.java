package dtp.csp.dtp;

import dtp.csp.node.NodeHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * Which MTU is proven for one node in this contact: searched when somebody asks, remembered while the node is heard of, forgotten
 * after 60 s of silence (csp-dtp.md §9). The node's thread.
 */
final class MtuProof {
    /** As long as a size that was told holds. */
    static final long HOLDS_NS = DtpDownload.SIZE_HOLDS_NS;

    private static final long LEAST_PATIENCE_NS = 500_000_000L;

    private final DtpPeer peer;
    private final NodeHandle handle;
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean known;
    private boolean searching;
    private int proven;
    private long heardNs;

    MtuProof(DtpPeer peer, NodeHandle handle) {
        this.peer = peer;
        this.handle = handle;
    }

    void heard(long nowNs) {
        heardNs = nowNs;
    }

    /** The contact is over: there may be other nodes on the way next time. */
    void forget() {
        known = false;
    }

    boolean isKnown(long nowNs) {
        return known && nowNs - heardNs <= HOLDS_NS;
    }

    /** 0: the node answers no pings. */
    int proven() {
        return proven;
    }

    /** @param done called when the search is over; before this returns when there is nothing to search */
    void search(long nowNs, Runnable done) {
        waiting.add(done);
        if (!searching) {
            searching = true;
            step(new MtuSearch(handle.node().settings().maxDataBytes()), nowNs);
        }
    }

    private void step(MtuSearch search, long nowNs) {
        int mtu = search.next();
        if (mtu == 0) {
            over(search.proven(), nowNs);
            return;
        }
        long deadlineNs = nowNs + Math.max(LEAST_PATIENCE_NS, 3 * peer.rttNs());
        // mtu - 4 bytes and the CRC-32C: every node on the way has then buffers for mtu (csp-dtp.md §9)
        handle.node().calls().ping(peer.node(), mtu - 4, true, deadlineNs, nowNs, roundTripNs -> {
            search.answered(roundTripNs >= 0);
            step(search, handle.nowNs());
        });
    }

    private void over(int found, long nowNs) {
        searching = false;
        known = true;
        proven = found;
        heardNs = nowNs;
        List<Runnable> all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(Runnable::run);
    }
}
