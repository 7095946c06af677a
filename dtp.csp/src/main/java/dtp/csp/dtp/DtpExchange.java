package dtp.csp.dtp;

import dtp.csp.node.CspConnection;
import dtp.csp.rdp.RdpEnd;
import dtp.csp.rdp.RdpListener;
import dtp.csp.wire.ChunkRange;
import dtp.csp.wire.DecodeException;
import dtp.csp.wire.DtpData;
import dtp.csp.wire.DtpRequest;
import dtp.csp.wire.DtpResponse;
import dtp.csp.wire.ResponseExtension;
import java.nio.ByteBuffer;

/**
 * One request with its connection: from the SYN to the end of the round, and on until the server has closed, because a base
 * server that streams cannot be stopped and keeps its slot (csp-dtp.md §10.5). A machine; the node's thread.
 */
final class DtpExchange implements RdpListener {
    private static final int LEAST_SERVED_MTU = 16;

    private final DtpDownload download;
    private final DtpRequest request;
    private final Purpose purpose;
    private final ChunkRanges ranges;
    private final int unit;
    private final DtpRound round;
    private DtpFetch fetch;
    private CspConnection connection;
    private boolean atBase;
    private boolean givenUp;
    private long missing;
    private boolean countsChunks;
    private byte[] heldShort;
    private long heldChunk;

    /** @param fetch whose turn it is */
    DtpExchange(DtpDownload download, DtpFetch fetch, DtpRequest request, Purpose purpose) {
        this.download = download;
        this.fetch = fetch;
        this.request = request;
        this.purpose = purpose;
        this.unit = request.mtu() - DtpData.HEADER_BYTES;
        this.ranges = new ChunkRanges(request.ranges());
        this.missing = ranges.chunks();
        this.round = new DtpRound(download, request, ranges, unit);
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
        return round.hasResponse();
    }

    boolean countsChunks() {
        return countsChunks;
    }

    boolean isClosed() {
        return round.isClosed();
    }

    void begin(CspConnection made, long nowNs) {
        connection = made;
        atBase = !download.peer().extended();
        round.began(nowNs);
    }

    /**
     * The fetch is done with it.
     *
     * @param stop the server is to stop if it can
     */
    void detach(boolean stop, long nowNs) {
        fetch = null;
        if (stop && connection != null && !isClosed() && download.peer().extended()) {
            connection.close(nowNs);
        }
    }

    @Override
    public void onOpen(long nowNs) {
        round.opened(nowNs);
        if (asksForEverything()) {
            download.everythingSent();
        }
    }

    /** @see DtpRound#overNs */
    long overNs(long lineNs) {
        boolean over = isClosed() && !atBase || round.wasNotSent() || round.wasServed();
        return over ? 0 : round.overNs(lineNs);
    }

    boolean wasServed() {
        return round.wasServed();
    }

    boolean arrivedBefore(DtpExchange later) {
        return round.arrivedBefore(later.round);
    }

    /** Its response or data. */
    boolean heardAnything() {
        return round.heardAnything();
    }

    /** Nothing more can come of it: a source that is closed keeps its id so long. */
    void placeIsFree() {
        if (download.isClosed()) {
            download.client().forget(this);
        }
    }

    private boolean asksForEverything() {
        return request.ranges().get(0).equals(ChunkRange.EVERYTHING);
    }

    boolean asksForEverythingOf(int payloadId) {
        return asksForEverything() && download.payloadId() == payloadId;
    }

    @Override
    public void onAcknowledged(long nowNs) {
        round.acknowledged(nowNs);
    }

    /** The response; whatever else comes on the connection is not ours to read. */
    @Override
    public void onData(ByteBuffer data, long nowNs) {
        if (responded()) {
            return;
        }
        DtpResponse response;
        try {
            response = usable(DtpResponse.decode(data, request.sessionId()));
        } catch (DecodeException e) {
            download.count(DtpCounter.RESPONSE_BAD);
            return;
        }
        boolean first = !round.heardAnything();
        round.responded(nowNs);
        atBase = response.extension().isEmpty();
        countsChunks = request.countChunks()
                && response.extension().isPresent()
                && response.extension().get().countChunks();
        download.onResponse(this, response, nowNs);
        // whether or not its fetch still waits for it: how long it takes is known now
        ranges.limit(ChunkCursor.chunks(download.size(), unit));
        if (first) {
            download.peer().connections().reached(this);
        }
        if (heldShort != null) {
            byte[] held = heldShort;
            heldShort = null;
            take(heldChunk, ByteBuffer.wrap(held), nowNs);
        }
    }

    /** A server of ours serves packets that hold data: an extension that says otherwise is none. */
    private DtpResponse usable(DtpResponse response) {
        int largestMtu = response.extension().map(ResponseExtension::largestMtu).orElse(0);
        if (largestMtu == 0 || largestMtu >= LEAST_SERVED_MTU) {
            return response;
        }
        download.count(DtpCounter.RESPONSE_BAD);
        return response.withoutExtension();
    }

    @Override
    public void onClosed(RdpEnd how, long nowNs) {
        round.closed(how, connection == null || connection.acknowledged(), nowNs);
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
        boolean first = !round.heardAnything();
        round.dataCame(chunk, length, nowNs);
        if (first) {
            download.peer().connections().reached(this);
        }
        if (!isClosed() && connection != null) {
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
        return round.outcome(connection != null && connection.acknowledged(), nowNs);
    }

    /** csp-dtp.md §10.4: its response has come, and it has at most 2 × RTT + 1 s left. */
    boolean isEnding(long nowNs) {
        return round.isEnding(nowNs);
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
        boolean streams = fetch == null && purpose == Purpose.DATA && round.isStreaming(nowNs);
        if (!streams || !other.goesOnFrom(download)) {
            return false;
        }
        for (int i = 0; i < ranges.count(); i++) {
            if (other.misses(unit, Math.max(ranges.first(i), round.lastChunk() + 1), ranges.last(i))) {
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
            return isClosed() || atBase || givenUp ? Long.MAX_VALUE : round.lingerUntilNs();
        }
        return round.nextLookNs();
    }

    void onTime(long nowNs) {
        if (fetch == null) {
            // csp-dtp.md §10.5: a base server keeps its slot as long as it works on it, and the connection tells how
            // long
            if (!isClosed() && !atBase && !givenUp && nowNs >= round.lingerUntilNs()) {
                givenUp = true;
                connection.close(nowNs);
            }
            return;
        }
        if (round.livesInLine(nowNs)) {
            // the connection itself ends when no keep-alive comes any more
            fetch.alive();
        }
        if (nowNs >= round.outcomeDueNs()) {
            fetch.advance(nowNs);
        }
    }

    /** Figures for the rate: csp-dtp.md §10.3, the id tells the round. */
    void tell(AdaptiveRate rate) {
        round.tell(rate, ranges.chunks() - missing);
    }

    long turnaroundNs() {
        return round.turnaroundNs();
    }
}
