package dtp.csp.dtp;

import dtp.csp.rdp.RdpEnd;
import dtp.csp.wire.ChunkRange;
import dtp.csp.wire.DtpRequest;

/**
 * When what came of one request, and what follows from it: whether its round is over, how it ended, and when to look again
 * (csp-dtp.md §10.4 to §10.6). A machine; the node's thread.
 */
final class DtpRound {
    private static final long NEVER = -1;
    private static final long MS = 1_000_000L;
    private static final long S = 1_000_000_000L;
    private static final long LEAST_QUIET_NS = 200 * MS;
    private static final long OVERLAP_NS = S;

    /** A server drops a connection that was silent for 10 s: until shortly before, its RST is an answer (csp-dtp.md §4). */
    private static final long SURELY_ANSWER_NS = 9 * S;

    private static final long PATIENCE_IN_LINE_NS = 60 * S;
    private static final long LONGEST_LINGER_NS = 600 * S;

    /** A request of which nothing came, or not how much it is: so long a base server may work on it unseen. */
    private static final long UNSEEN_NS = 3_600 * S;

    /** SYN and request: once, then three repeats (csp-dtp.md §11). */
    private static final int LONG_REQUEST_TRIES = 8;

    private final DtpDownload download;
    private final DtpRequest request;
    private final ChunkRanges ranges;
    private final int unit;
    private RdpEnd end;
    private boolean wasAcknowledged;
    private long lastChunk = NEVER;
    private long bytes;
    private long beganNs;
    private long openNs = NEVER;
    private long acknowledgedNs = NEVER;
    private long responseNs = NEVER;
    private long firstDataNs = NEVER;
    private long lastDataNs = NEVER;
    private long closedNs = NEVER;
    private long aliveNs;

    DtpRound(DtpDownload download, DtpRequest request, ChunkRanges ranges, int unit) {
        this.download = download;
        this.request = request;
        this.ranges = ranges;
        this.unit = unit;
    }

    void began(long nowNs) {
        beganNs = nowNs;
    }

    void opened(long nowNs) {
        openNs = nowNs;
    }

    void acknowledged(long nowNs) {
        if (acknowledgedNs == NEVER) {
            acknowledgedNs = nowNs;
            aliveNs = nowNs + S;
        }
    }

    void responded(long nowNs) {
        responseNs = nowNs;
    }

    void dataCame(long chunk, int length, long nowNs) {
        if (firstDataNs == NEVER) {
            firstDataNs = nowNs;
        }
        lastDataNs = nowNs;
        lastChunk = chunk;
        bytes += length;
    }

    /** @param requestArrived the server has acknowledged the request */
    void closed(RdpEnd how, boolean requestArrived, long nowNs) {
        end = how;
        closedNs = nowNs;
        wasAcknowledged = requestArrived;
    }

    boolean isClosed() {
        return end != null;
    }

    boolean hasResponse() {
        return responseNs != NEVER;
    }

    long lastChunk() {
        return lastChunk;
    }

    /**
     * How a round that has not brought everything ends.
     *
     * @param requestAcknowledged by the connection, while it is open
     * @return null while it goes on
     */
    Outcome outcome(boolean requestAcknowledged, long nowNs) {
        if (nowNs < outcomeDueNs()) {
            return null;
        }
        if (end != null) {
            return end == RdpEnd.RESET && !heardAnything() ? unanswered() : Outcome.of(end, heardAnything());
        }
        if (tailHasCome()) {
            return Outcome.RESET;
        }
        boolean stuckLong = request.extended() && !requestAcknowledged && openNs != NEVER;
        return stuckLong && !heardAnything() ? Outcome.TOO_LONG : Outcome.QUIET;
    }

    /** Our server keeps the order of chunks: behind the last one only its RST is to come, which may be lost. */
    private boolean tailHasCome() {
        return download.peer().extended() && ranges.endAt(lastChunk);
    }

    /** The request never went out, so that no server works on it. */
    boolean wasNotSent() {
        return end != null && openNs == NEVER;
    }

    /** The server was done with it: it has closed it so soon that it cannot have been for silence. */
    boolean wasServed() {
        return wasReset() && openNs != NEVER && closedSoon();
    }

    private boolean wasReset() {
        return end == RdpEnd.RESET || end == RdpEnd.RESET_INCOMPLETE;
    }

    private boolean closedSoon() {
        return closedNs - (acknowledgedNs == NEVER ? openNs : acknowledgedNs) < SURELY_ANSWER_NS;
    }

    /**
     * When a base server is done with it by its rate: its RST may be for our silence, and it goes on without a connection
     * (csp-dtp.md §10.5).
     *
     * @param lineNs when it is done with those before
     */
    long overNs(long lineNs) {
        if (heardAnything() && !ranges.endAt(ChunkRange.LAST)) {
            return Math.max(responseNs, lastDataNs) + remainingNs();
        }
        return Math.max(Math.max(closedNs, lastDataNs), lineNs) + UNSEEN_NS;
    }

    /** The server has had this one before the other was sent. */
    boolean arrivedBefore(DtpRound later) {
        long arrivedNs = acknowledgedNs == NEVER ? closedNs : acknowledgedNs;
        return arrivedNs != NEVER && arrivedNs <= later.beganNs;
    }

    boolean heardAnything() {
        return hasResponse() || lastDataNs != NEVER;
    }

    private Outcome unanswered() {
        return wasAcknowledged && closedSoon() ? Outcome.NOT_FOUND : Outcome.CLOSED_UNANSWERED;
    }

    /** When {@link #outcome} has to be asked again although nothing comes. */
    long outcomeDueNs() {
        if (end != null) {
            return wasReset() ? Math.max(closedNs, lastDataNs) + quietNs() : closedNs;
        }
        if (heardAnything()) {
            return Math.max(responseNs, lastDataNs) + (tailHasCome() ? quietNs() : idleNs());
        }
        if (acknowledgedNs != NEVER) {
            return acknowledgedNs + Math.max(PATIENCE_IN_LINE_NS, download.idleTimeoutNs());
        }
        if (request.extended() && openNs != NEVER) {
            long repeatNs = Math.max(500 * MS, 3 * download.peer().rttNs());
            return openNs + LONG_REQUEST_TRIES * repeatNs;
        }
        return Long.MAX_VALUE;
    }

    /** csp-dtp.md §10.6: max(2 round times, 4 × RTT, 200 ms). */
    private long quietNs() {
        return Math.max(Math.max(2 * roundNs(), 4 * download.peer().rttNs()), LEAST_QUIET_NS);
    }

    private long idleNs() {
        return Math.max(
                download.idleTimeoutNs(), 3 * roundNs() + 2 * download.peer().rttNs());
    }

    private long roundNs() {
        if (!download.peer().extended()) {
            return CServerPacing.roundNs(request.throughput(), unit);
        }
        return unit * S / request.throughput();
    }

    /** csp-dtp.md §10.4: its response has come, and it has at most 2 × RTT + 1 s left. */
    boolean isEnding(long nowNs) {
        if (end != null) {
            return true;
        }
        // an extended server keeps the order of requests by itself, and takes back those that are reset
        if (!hasResponse() && !download.peer().extended()) {
            return false;
        }
        long sinceNs = heardAnything() ? nowNs - Math.max(responseNs, lastDataNs) : 0;
        return remainingNs() - sinceNs <= 2 * download.peer().rttNs() + OVERLAP_NS;
    }

    private long remainingNs() {
        long chunks = ranges.chunksBehind(lastChunk);
        if (chunks == 0) {
            return 0;
        }
        double toCome = (double) chunks * unit;
        if (download.peer().extended()) {
            return (long) (toCome * S / request.throughput());
        }
        int intervals = ranges.intervalsBehind(lastChunk);
        return CServerPacing.durationNs(request.throughput(), unit, intervals, (long) Math.min(toCome, Long.MAX_VALUE));
    }

    /** It holds its place, and so recently something of it came that data go on coming. */
    boolean isStreaming(long nowNs) {
        return heardAnything() && nowNs < Math.max(responseNs, lastDataNs) + idleNs();
    }

    /** Acknowledged, and nothing has come of it yet: it stands in line at the server. */
    private boolean inLine() {
        return acknowledgedNs != NEVER && end == null && !heardAnything();
    }

    /** When to look at a round whose fetch waits for it. */
    long nextLookNs() {
        return inLine() ? Math.min(outcomeDueNs(), aliveNs) : outcomeDueNs();
    }

    /** @return true, once a second: it stands in line, and its connection lives */
    boolean livesInLine(long nowNs) {
        if (!inLine() || nowNs < aliveNs) {
            return false;
        }
        aliveNs = nowNs + S;
        return true;
    }

    /** Nobody waits for it any more, and the server does not close: it is given up in the end. */
    long lingerUntilNs() {
        long lastNs = Math.max(Math.max(beganNs, responseNs), lastDataNs);
        return lastNs + (hasResponse() ? PATIENCE_IN_LINE_NS : LONGEST_LINGER_NS);
    }

    /**
     * Figures for the rate: csp-dtp.md §10.3, the id tells the round.
     *
     * @param came chunks
     */
    void tell(AdaptiveRate rate, long came) {
        long ns = came > 1 ? lastDataNs - firstDataNs : 0;
        rate.measured(request.throughput(), ranges.chunks(), came, bytes - Math.min(bytes, unit), ns);
    }

    long turnaroundNs() {
        return firstDataNs == NEVER ? 0 : firstDataNs - beganNs;
    }
}
