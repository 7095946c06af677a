package dtp.csp.dtp;

import dtp.csp.node.CspConnection;
import dtp.csp.rdp.RdpEnd;
import dtp.csp.rdp.RdpListener;
import dtp.csp.wire.DecodeException;
import dtp.csp.wire.DtpData;
import dtp.csp.wire.DtpRequest;
import dtp.csp.wire.DtpResponse;
import java.nio.ByteBuffer;

/**
 * One request with its connection: from the SYN to the end of the round, and on until the server has closed, because a base
 * server that streams cannot be stopped and keeps its slot (csp-dtp.md §10.5). A machine; the node's thread.
 */
final class DtpExchange implements RdpListener {
    private static final long NEVER = -1;
    private static final long MS = 1_000_000L;
    private static final long S = 1_000_000_000L;
    private static final long LEAST_QUIET_NS = 200 * MS;
    private static final long OVERLAP_NS = S;

    /** A server drops a connection that was silent for 10 s: until shortly before, its RST is an answer (csp-dtp.md §4). */
    private static final long SURELY_ANSWER_NS = 9 * S;

    private static final long PATIENCE_IN_LINE_NS = 60 * S;
    private static final long LONGEST_LINGER_NS = 600 * S;

    /** SYN and request: once, then three repeats (csp-dtp.md §11). */
    private static final int LONG_REQUEST_TRIES = 8;

    private final DtpDownload download;
    private final DtpRequest request;
    private final Purpose purpose;
    private final ChunkRanges ranges;
    private final int unit;
    private DtpFetch fetch;
    private CspConnection connection;
    private long missing;
    private RdpEnd end;
    private boolean wasAcknowledged;
    private boolean countsChunks;
    private byte[] heldShort;
    private long heldChunk;
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

    /** @param fetch whose turn it is */
    DtpExchange(DtpDownload download, DtpFetch fetch, DtpRequest request, Purpose purpose) {
        this.download = download;
        this.fetch = fetch;
        this.request = request;
        this.purpose = purpose;
        this.unit = request.mtu() - DtpData.HEADER_BYTES;
        this.ranges = new ChunkRanges(request.ranges());
        this.missing = ranges.chunks();
    }

    int sessionId() {
        return request.sessionId();
    }

    Purpose purpose() {
        return purpose;
    }

    DtpRequest request() {
        return request;
    }

    int unit() {
        return unit;
    }

    DtpFetch fetch() {
        return fetch;
    }

    boolean responded() {
        return responseNs != NEVER;
    }

    boolean countsChunks() {
        return countsChunks;
    }

    boolean isClosed() {
        return end != null;
    }

    void begin(CspConnection made, long nowNs) {
        connection = made;
        beganNs = nowNs;
    }

    /**
     * The fetch is done with it.
     *
     * @param stop the server is to stop if it can
     */
    void detach(boolean stop, long nowNs) {
        fetch = null;
        if (stop && connection != null && end == null && download.peer().extended()) {
            connection.close(nowNs);
        }
    }

    @Override
    public void onOpen(long nowNs) {
        openNs = nowNs;
    }

    @Override
    public void onAcknowledged(long nowNs) {
        if (acknowledgedNs == NEVER) {
            acknowledgedNs = nowNs;
            aliveNs = nowNs + S;
        }
    }

    /** The response; whatever else comes on the connection is not ours to read. */
    @Override
    public void onData(ByteBuffer data, long nowNs) {
        if (responded()) {
            return;
        }
        DtpResponse response;
        try {
            response = DtpResponse.decode(data, request.sessionId());
        } catch (DecodeException e) {
            download.count(DtpCounter.RESPONSE_BAD);
            return;
        }
        responseNs = nowNs;
        countsChunks = request.countChunks()
                && response.extension().isPresent()
                && response.extension().get().countChunks();
        download.onResponse(this, response, nowNs);
        if (heldShort != null) {
            byte[] held = heldShort;
            heldShort = null;
            take(heldChunk, ByteBuffer.wrap(held), nowNs);
        }
    }

    @Override
    public void onClosed(RdpEnd how, long nowNs) {
        end = how;
        closedNs = nowNs;
        wasAcknowledged = connection == null || connection.acknowledged();
        download.onClosed(this, how, nowNs);
    }

    /**
     * A data packet with our id.
     *
     * @param packet at its DTP header
     */
    void onPacket(int from, ByteBuffer packet, long nowNs) {
        long word = DtpData.offset(packet);
        packet.position(packet.position() + DtpData.HEADER_BYTES);
        if (request.countChunks() && !responded()) {
            download.count(DtpCounter.DATA_TOO_EARLY);
            return;
        }
        long chunk = countsChunks ? word : word / unit;
        int length = packet.remaining();
        if (!countsChunks && word % unit != 0 || length > unit || length == 0 || !ranges.contains(chunk)) {
            download.count(DtpCounter.DATA_MISFIT);
            return;
        }
        if (from != download.peer().node()) {
            download.onForeign(from);
        }
        if (firstDataNs == NEVER) {
            firstDataNs = nowNs;
        }
        lastDataNs = nowNs;
        lastChunk = chunk;
        bytes += length;
        if (end == null && connection != null) {
            connection.heard(nowNs);
        }
        if (length < unit && download.size() < 0) {
            holdShort(chunk, packet);
            return;
        }
        take(chunk, packet, nowNs);
    }

    /** Before the size is known, a short chunk may be the last one or a cut one: only the response tells. */
    private void holdShort(long chunk, ByteBuffer packet) {
        heldShort = new byte[packet.remaining()];
        packet.get(heldShort);
        heldChunk = chunk;
    }

    private void take(long chunk, ByteBuffer data, long nowNs) {
        long size = download.size();
        if (size >= 0) {
            long left = size - chunk * unit;
            if (left <= 0 || data.remaining() != Math.min(unit, left)) {
                download.count(DtpCounter.DATA_MISFIT);
                return;
            }
        }
        download.deliver(this, chunk, data, nowNs);
    }

    /**
     * A chunk was newly taken by the fetch, on whatever way it came.
     *
     * @return true: that was the last of this request
     */
    boolean onTaken(long chunk) {
        if (ranges.contains(chunk)) {
            missing--;
        }
        return missing == 0;
    }

    /** The size is known: nothing behind it will come. */
    void limit(long chunks, ChunkLedger ledger) {
        ranges.limit(chunks);
        missing = purpose == Purpose.DATA ? ledger.missingIn(ranges) : 0;
    }

    /** @return null while the round goes on */
    Outcome outcome(long nowNs) {
        if (purpose != Purpose.DATA && responded() || purpose == Purpose.DATA && missing == 0 && download.size() >= 0) {
            return Outcome.COMPLETE;
        }
        if (nowNs < outcomeDueNs()) {
            return null;
        }
        if (end != null) {
            return end == RdpEnd.RESET && !heardAnything() ? unanswered() : Outcome.of(end, heardAnything());
        }
        if (tailHasCome()) {
            return Outcome.RESET;
        }
        boolean stuckLong = request.extended() && !connection.acknowledged() && openNs != NEVER;
        return stuckLong && !heardAnything() ? Outcome.TOO_LONG : Outcome.QUIET;
    }

    /** Our server keeps the order of chunks: behind the last one only its RST is to come, which may be lost. */
    private boolean tailHasCome() {
        return download.peer().extended() && ranges.endAt(lastChunk);
    }

    private boolean heardAnything() {
        return responded() || lastDataNs != NEVER;
    }

    private Outcome unanswered() {
        long sinceNs = acknowledgedNs == NEVER ? openNs : acknowledgedNs;
        return wasAcknowledged && closedNs - sinceNs < SURELY_ANSWER_NS ? Outcome.NOT_FOUND : Outcome.CLOSED_UNANSWERED;
    }

    /** When {@link #outcome} has to be asked again although nothing comes. */
    long outcomeDueNs() {
        if (end != null) {
            boolean dataMayFollow = end == RdpEnd.RESET || end == RdpEnd.RESET_INCOMPLETE;
            return dataMayFollow ? Math.max(closedNs, lastDataNs) + quietNs() : closedNs;
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
        if (!responded() && !download.peer().extended()) {
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

    /** A request that learns the size for its fetch: that fetch goes next, or the size would be too old again. */
    boolean keepsLineFor(DtpFetch other) {
        return purpose == Purpose.SIZE
                && fetch != null
                && fetch != other
                && !download.peer().extended();
    }

    /** Given up by its fetch, but a base server streams on: what it still brings need not be asked for again (csp-dtp.md §10.5). */
    boolean stillBringsTo(DtpFetch other, long nowNs) {
        boolean streams = fetch == null && end == null && responded() && purpose == Purpose.DATA;
        if (!streams || other.download() != download || nowNs >= Math.max(responseNs, lastDataNs) + idleNs()) {
            return false;
        }
        for (int i = 0; i < ranges.count(); i++) {
            if (other.misses(unit, Math.max(ranges.first(i), lastChunk + 1), ranges.last(i))) {
                return true;
            }
        }
        return false;
    }

    boolean samePayload(DtpFetch other) {
        return other.download().payloadId() == download.payloadId();
    }

    long nextDeadlineNs() {
        if (fetch == null) {
            return end == null ? lingerUntilNs() : Long.MAX_VALUE;
        }
        boolean inLine = acknowledgedNs != NEVER && end == null && !heardAnything();
        return inLine ? Math.min(outcomeDueNs(), aliveNs) : outcomeDueNs();
    }

    void onTime(long nowNs) {
        if (fetch == null) {
            if (end == null && nowNs >= lingerUntilNs()) {
                connection.close(nowNs);
            }
            return;
        }
        if (acknowledgedNs != NEVER && end == null && !heardAnything() && nowNs >= aliveNs) {
            // it stands in line at the server: the connection itself ends when no keep-alive comes any more
            aliveNs = nowNs + S;
            fetch.alive();
        }
        if (nowNs >= outcomeDueNs()) {
            fetch.advance(nowNs);
        }
    }

    /** Nobody waits for it any more, and the server does not close: it is given up in the end. */
    private long lingerUntilNs() {
        long lastNs = Math.max(Math.max(beganNs, responseNs), lastDataNs);
        return lastNs + (responded() ? PATIENCE_IN_LINE_NS : LONGEST_LINGER_NS);
    }

    /** Figures for the rate: csp-dtp.md §10.3, the id tells the round. */
    void tell(AdaptiveRate rate) {
        long came = ranges.chunks() - missing;
        long ns = came > 1 ? lastDataNs - firstDataNs : 0;
        rate.measured(request.throughput(), ranges.chunks(), came, bytes - Math.min(bytes, unit), ns);
    }

    long turnaroundNs() {
        return firstDataNs == NEVER ? 0 : firstDataNs - beganNs;
    }
}
