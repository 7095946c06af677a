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
    private static final long NEVER = -1;

    /** So long a fetch waits while nothing but requests that were never answered has the places. */
    private static final long PATIENCE_NS = 60_000_000_000L;

    private final DtpPeer peer;
    private final List<DtpFetch> waiting = new ArrayList<>();
    /** In the order of their requests. */
    private final List<DtpExchange> places = new ArrayList<>();

    private long lookNs;
    private long stuckSinceNs = NEVER;

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
        places.add(exchange);
    }

    boolean hold(DtpExchange exchange) {
        return places.contains(exchange);
    }

    boolean isIdle() {
        return places.isEmpty();
    }

    /** The connection is gone; the node's slot is not while a base server may still work on the request. */
    void closed(DtpExchange exchange, long nowNs) {
        lookNs = 0;
        if (exchange.wasServed()) {
            reached(exchange);
        }
        freeThoseThatAreOver(nowNs);
    }

    /** The node works on this request or has closed it: as it serves them in order, all before it are over. */
    void reached(DtpExchange exchange) {
        for (int i = places.size() - 1; i >= 0; i--) {
            DtpExchange other = places.get(i);
            if (other.isClosed() && (other.arrivedBefore(exchange) || peer.extended())) {
                free(i);
            }
        }
    }

    private void freeThoseThatAreOver(long nowNs) {
        long lineNs = 0;
        for (int i = 0; i < places.size(); i++) {
            DtpExchange exchange = places.get(i);
            long overNs = exchange.overNs(lineNs);
            if (exchange.isClosed() && nowNs >= overNs) {
                free(i--);
            } else {
                lineNs = Math.max(lineNs, overNs);
            }
        }
    }

    private void free(int place) {
        places.remove(place).placeIsFree();
        lookNs = 0;
    }

    /** The node has a request for all of this payload already. */
    boolean haveEverythingOf(int payloadId) {
        for (DtpExchange exchange : places) {
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
        freeThoseThatAreOver(nowNs);
        peer.forgetIfSilent(nowNs);
        DtpFetch next = next(nowNs);
        while (next != null) {
            waiting.remove(next);
            next.onTurn(nowNs);
            next = next(nowNs);
        }
        endThoseThatWaitInVain(nowNs);
    }

    /** Their places may be taken for an hour: whoever asked is told why nothing comes, and decides whether to go on asking. */
    private void endThoseThatWaitInVain(long nowNs) {
        if (waiting.isEmpty() || places.isEmpty() || hasRoom() || !noneWasAnswered()) {
            stuckSinceNs = NEVER;
        } else if (stuckSinceNs == NEVER) {
            stuckSinceNs = nowNs;
        } else if (nowNs - stuckSinceNs >= PATIENCE_NS) {
            stuckSinceNs = NEVER;
            for (DtpFetch fetch : List.copyOf(waiting)) {
                fetch.stop(Ends.noPlace(fetch.download(), places.size()), nowNs);
            }
        }
    }

    private boolean noneWasAnswered() {
        for (DtpExchange e : places) {
            if (!e.isClosed() || e.heardAnything()) {
                return false;
            }
        }
        return true;
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
        if (places.isEmpty()) {
            return true;
        }
        if (!hasRoom()) {
            return false;
        }
        boolean lineFree = peer.extended();
        for (DtpExchange e : places) {
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

    /**
     * csp-dtp.md §10.1. A request that goes on without its connection leaves room for the one that will tell that it is over:
     * one of two, and where nothing at all was heard of any of them, as after a reboot of the node, a third.
     */
    private boolean hasRoom() {
        int open = 0;
        boolean heard = false;
        for (DtpExchange e : places) {
            open += e.isClosed() ? 0 : 1;
            heard |= e.heardAnything();
        }
        int most = Math.max(peer.maxConnections(), ClientSettings.BASE_CONNECTIONS);
        return open < peer.maxConnections() && places.size() < most + (open > 0 || heard ? 0 : 1);
    }
}
