package dtp.csp.dtp;

import java.util.ArrayList;
import java.util.List;

/**
 * Whose turn it is to open a connection to one node, for all sessions of this process together: a base node has 8 or 20 slots
 * for everything, serves one request after the other, and forgets none that it was given (csp-dtp.md §10.1, §10.4). The node's
 * thread.
 */
final class DtpConnections {
    private static final long POLL_NS = 10_000_000L;

    private final DtpPeer peer;
    private final List<DtpFetch> waiting = new ArrayList<>();
    private final List<DtpExchange> open = new ArrayList<>();
    private long lookNs;

    DtpConnections(DtpPeer peer) {
        this.peer = peer;
    }

    /** Asks for a turn; {@link DtpFetch#onTurn} is called when it comes. */
    void want(DtpFetch fetch) {
        if (!waiting.contains(fetch)) {
            waiting.add(fetch);
            lookNs = 0;
        }
    }

    void drop(DtpFetch fetch) {
        waiting.remove(fetch);
    }

    void opened(DtpExchange exchange) {
        open.add(exchange);
    }

    /** The node has no slot in use for it any more. */
    void closed(DtpExchange exchange) {
        open.remove(exchange);
        lookNs = 0;
    }

    boolean isIdle() {
        return open.isEmpty();
    }

    /** The node has a request for all of this payload already. */
    boolean haveEverythingOf(int payloadId) {
        for (DtpExchange exchange : open) {
            if (exchange.asksForEverythingOf(payloadId)) {
                return true;
            }
        }
        return false;
    }

    long nextDeadlineNs() {
        return waiting.isEmpty() ? Long.MAX_VALUE : lookNs;
    }

    /** Gives out the turns that there are. */
    void onTime(long nowNs) {
        if (nowNs < lookNs) {
            return;
        }
        lookNs = nowNs + POLL_NS;
        peer.forgetIfSilent(nowNs);
        DtpFetch next = next(nowNs);
        while (next != null) {
            waiting.remove(next);
            next.onTurn(nowNs);
            next = next(nowNs);
        }
    }

    /** The most urgent that may go; behind a fetch that has just made sure of the size a base node's others wait. */
    private DtpFetch next(long nowNs) {
        DtpFetch best = null;
        boolean lineKept = false;
        for (int i = 0; i < waiting.size(); i++) {
            DtpFetch fetch = waiting.get(i);
            lineKept |= fetch.keepsLine() && !peer.extended();
            boolean before = best == null || fetch.rank() < best.rank();
            if (before && mayOpen(fetch, nowNs)) {
                best = fetch;
            }
        }
        return lineKept && best != null && !best.keepsLine() ? null : best;
    }

    private boolean mayOpen(DtpFetch fetch, long nowNs) {
        if (open.isEmpty()) {
            return true;
        }
        if (open.size() >= peer.maxConnections()) {
            return false;
        }
        boolean lineFree = peer.extended();
        for (DtpExchange e : open) {
            if (e.keepsLineFor(fetch) || e.stillBringsTo(fetch, nowNs)) {
                return false;
            }
            boolean ending = e.isEnding(nowNs);
            if (peer.extended() && e.samePayload(fetch) && !ending) {
                return false;
            }
            lineFree |= ending;
        }
        return lineFree;
    }
}
