package dtp.csp.dtp;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.End;
import dtp.api.transport.SourceTraits;
import dtp.csp.rdp.RdpEnd;
import dtp.csp.wire.ChunkRange;
import dtp.csp.wire.DtpData;
import dtp.csp.wire.DtpRequest;
import dtp.csp.wire.DtpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What one source knows and has asked for: the size and since when it is known, its last 16 requests, its open fetches. The
 * node's thread.
 */
final class DtpDownload {
    /** Data of that many requests are taken (csp-dtp.md §10.3). */
    static final int IDS_TAKEN = 16;

    /** Without a response for so long, the size told before may be wrong (csp-dtp.md §9). */
    static final long SIZE_HOLDS_NS = 60_000_000_000L;

    /** Intervals of one fetch from an extended server: it is told them in as many requests as they need, back to back. */
    static final int EXTENDED_INTERVALS = 1_024;

    private final DtpClient client;
    private final DownloadSettings settings;
    private final DtpRate rate;
    private final Told told;
    private final ArrayDeque<DtpExchange> exchanges = new ArrayDeque<>();
    private final List<DtpFetch> fetches = new ArrayList<>();
    /** Until it is known what MTU is proven. */
    private final List<DtpFetch> waiting = new ArrayList<>();

    private DtpPeer peer;
    private volatile SourceTraits traits;
    private final DownloadMtu mtu;
    private boolean everythingSent;
    private boolean foreignNoted;
    private boolean closed;
    private long turnaroundNs;

    DtpDownload(DtpClient client, DownloadSettings settings, DtpRate rate) {
        this.client = client;
        this.settings = settings;
        this.rate = rate;
        this.mtu = new DownloadMtu(settings);
        this.told = new Told(settings.endpoint().name());
        this.traits = newTraits(false);
    }

    /** Any thread: what holds now. */
    SourceTraits traits() {
        return traits;
    }

    private SourceTraits newTraits(boolean longRequests) {
        int most = longRequests ? EXTENDED_INTERVALS : DtpRequest.MAX_BASE_RANGES;
        return SourceTraits.ranged(most)
                .concurrentFetches(ClientSettings.BASE_CONNECTIONS)
                .unitBytes(unit())
                .nanosPerInterval(rate.nanosPerInterval(peer != null && peer.extended(), unit(), most))
                .turnaroundNanos(turnaroundNs);
    }

    private void publishTraits() {
        traits = newTraits(peer.takesLongRequests());
    }

    /** Intervals that a request may have that is composed now. */
    int maxRanges() {
        return peer.takesLongRequests() ? rangesThatFit(mtu()) : DtpRequest.MAX_BASE_RANGES;
    }

    DtpClient client() {
        return client;
    }

    DtpPeer peer() {
        return peer;
    }

    DtpRate rate() {
        return rate;
    }

    long sliceChunks() {
        return rate.adaptive().sliceChunks(unit(), peer.rttNs());
    }

    int payloadId() {
        return settings.payloadId();
    }

    int priority() {
        return settings.priority();
    }

    Endpoint endpoint() {
        return settings.endpoint();
    }

    long idleTimeoutNs() {
        return settings.idleTimeoutNs();
    }

    int unit() {
        return mtu() - DtpData.HEADER_BYTES;
    }

    int mtu() {
        return mtu.bytes();
    }

    /** Bytes, -1 while unknown. */
    long size() {
        return told.size();
    }

    PayloadInfo info() {
        return told.info();
    }

    boolean digestKnown() {
        return told.info().digest().isPresent();
    }

    boolean isClosed() {
        return closed;
    }

    long turnaroundNs() {
        return turnaroundNs;
    }

    /** No chunk number may be sent that the size told on the previous request does not cover (csp-dtp.md §9). */
    boolean sizeIsFresh(long nowNs) {
        return told.sizeIsFresh(nowNs);
    }

    void count(DtpCounter what) {
        client.counters().count(what);
    }

    void start(DtpFetch fetch, long nowNs) {
        if (closed || client.isStopped()) {
            fetch.stop(End.of(End.Kind.CLOSED), nowNs);
            return;
        }
        if (peer == null) {
            peer = client.peer(settings.node());
            client.began(this);
            settings.connections().ifPresent(peer::baseConnections);
        }
        if (!mtu.isKnown(peer.mtuProof(), nowNs)) {
            waiting.add(fetch);
            peer.mtuProof().search(nowNs, () -> startWaiting(client.handle().nowNs()));
            return;
        }
        begin(fetch, nowNs);
    }

    private void startWaiting(long nowNs) {
        for (DtpFetch fetch : List.copyOf(waiting)) {
            if (waiting.remove(fetch)) {
                begin(fetch, nowNs);
            }
        }
    }

    private void begin(DtpFetch fetch, long nowNs) {
        if (fetches.isEmpty()) {
            mtu.choose(peer.mtuProof());
        }
        peer.forgetIfSilent(nowNs);
        fetches.add(fetch);
        publishTraits();
        fetch.begin(nowNs);
    }

    /**
     * csp-dtp.md §9: never more is asked than was configured or proven, and the proof may have been lost since the fetch began.
     *
     * @return false: the fetch asks for its turn again once that is settled
     */
    boolean mtuIsProven(DtpFetch fetch, long nowNs) {
        if (!mtu.isKnown(peer.mtuProof(), nowNs)) {
            peer.mtuProof().search(nowNs, () -> fetch.advance(client.handle().nowNs()));
            return false;
        }
        if (!mtu.lower(peer.mtuProof())) {
            return true;
        }
        publishTraits();
        for (DtpFetch each : List.copyOf(fetches)) {
            each.onSmallerUnit(nowNs);
        }
        return false;
    }

    void ended(DtpFetch fetch) {
        waiting.remove(fetch);
        if (!fetches.remove(fetch)) {
            return;
        }
        peer.connections().drop(fetch);
        client.notLater(fetch);
    }

    void close(long nowNs) {
        closed = true;
        for (DtpFetch fetch : List.copyOf(waiting)) {
            fetch.stop(End.of(End.Kind.CLOSED), nowNs);
        }
        for (DtpFetch fetch : List.copyOf(fetches)) {
            fetch.stop(End.of(End.Kind.CLOSED), nowNs);
        }
        for (DtpExchange exchange : exchanges) {
            if (!peer.connections().hold(exchange)) {
                client.forget(exchange);
            }
        }
        exchanges.clear();
        client.closed(this);
    }

    /** The node is gone: nothing runs any more, and nobody else touches this. */
    void abandon() {
        closed = true;
        List.copyOf(waiting).forEach(DtpFetch::abandoned);
        List.copyOf(fetches).forEach(DtpFetch::abandoned);
    }

    /** @return false: not just now */
    boolean send(DtpExchange exchange, long nowNs) {
        if (!client.send(exchange, peer, settings.idleTimeoutNs(), nowNs)) {
            return false;
        }
        exchanges.add(exchange);
        if (exchanges.size() > IDS_TAKEN) {
            client.forget(exchanges.poll());
        }
        return true;
    }

    DtpRequest request(List<ChunkRange> ranges, long bytes) {
        long throughput = rate.toAsk(peer.extended(), unit(), ranges.size(), bytes);
        boolean countChunks = peer.takesLongRequests() && size() > ChunkRange.LAST;
        return new DtpRequest(throughput, payloadId(), client.freshId(), mtu(), 0, countChunks, ranges);
    }

    /** It may have arrived: a C server sends all of it, and cannot be told to stop (csp-dtp.md §10.5). */
    void everythingSent() {
        everythingSent = true;
    }

    /** csp-dtp.md §9: with the first request of a session only. */
    boolean mayAskForEverything() {
        return !everythingSent && !peer.connections().haveEverythingOf(payloadId());
    }

    void onResponse(DtpExchange exchange, DtpResponse response, long nowNs) {
        count(DtpCounter.RESPONSES);
        peer.heard(nowNs);
        peer.answered(response.extension().isPresent());
        told.by(response, nowNs);
        boolean smallerMtu = response.extension().isPresent()
                && mtu.onServed(response.extension().get().largestMtu());
        publishTraits();
        for (DtpFetch fetch : List.copyOf(fetches)) {
            fetch.onInfo(smallerMtu, nowNs);
        }
        if (exchange.fetch() != null) {
            exchange.fetch().onResponse(exchange, nowNs);
        }
    }

    void onClosed(DtpExchange exchange, RdpEnd how, long nowNs) {
        peer.connections().closed(exchange, nowNs);
        if (how == RdpEnd.NO_ANSWER || how == RdpEnd.TIMED_OUT) {
            peer.contactLost();
        }
        if (!exchange.responded()) {
            told.responseLost();
        }
        if (exchange.fetch() == null) {
            client.over(exchange);
        } else {
            exchange.fetch().advance(nowNs);
        }
    }

    /** A chunk of one of the last requests, checked: to the fetch that asked, or to any that wants it (csp-dtp.md §10.3). */
    void deliver(DtpExchange exchange, long chunk, ByteBuffer data, long nowNs) {
        peer.heard(nowNs);
        DtpFetch asked = exchange.fetch();
        if (asked != null && asked.offer(exchange.unit(), chunk, data, nowNs)) {
            if (turnaroundNs == 0) {
                turnaroundNs = exchange.turnaroundNs();
            }
            return;
        }
        for (int i = 0; i < fetches.size(); i++) {
            DtpFetch fetch = fetches.get(i);
            if (fetch != asked && fetch.offer(exchange.unit(), chunk, data, nowNs)) {
                return;
            }
        }
        if (!closed || !client.offerToNext(this, exchange, chunk, data, nowNs)) {
            count(DtpCounter.DATA_STALE);
        }
    }

    /** What a source that was closed asked for still comes (csp-dtp.md §10.5). @return false: nobody here wants it */
    boolean takeFrom(DtpDownload before, DtpExchange exchange, long chunk, ByteBuffer data, long nowNs) {
        if (size() < 0 && wantsFrom(before)) {
            told.from(before.told);
            for (DtpFetch fetch : List.copyOf(fetches)) {
                fetch.onInfo(false, nowNs);
            }
        }
        for (int i = 0; i < fetches.size(); i++) {
            DtpFetch fetch = fetches.get(i);
            if (fetch.goesOnFrom(before) && fetch.offer(exchange.unit(), chunk, data, nowNs)) {
                return true;
            }
        }
        return false;
    }

    private boolean wantsFrom(DtpDownload before) {
        return fetches.stream().anyMatch(fetch -> fetch.goesOnFrom(before));
    }

    /** A source of the same payload, after it was closed; what it was told of it is not known to be another one. */
    boolean follows(DtpDownload before) {
        boolean same = before.closed && before.peer == peer && before.payloadId() == payloadId();
        return same && before.size() >= 0 && (size() < 0 || size() == before.size());
    }

    /** Servers before 2026-06-30 send the address of the outgoing interface (csp-dtp.md §9): said once. */
    void onForeign(int from) {
        count(DtpCounter.DATA_FOREIGN);
        if (!foreignNoted && !fetches.isEmpty()) {
            foreignNoted = true;
            String text = "Data of this session come from CSP node " + from + ", not from node " + peer.node()
                    + ". They bear the session's own id and are taken; some servers send the address of another interface.";
            fetches.get(0).note(Reason.at(settings.endpoint(), Reason.Code.PROTOCOL_ERROR, text));
        }
    }

    /** csp-dtp.md §11: the whole request with its RDP, HMAC and CRC trailers fits the MTU. */
    static int rangesThatFit(int mtu) {
        int room = (mtu - DtpRequest.BYTES - 8 - 13) / 8;
        return DtpRequest.MAX_BASE_RANGES + Math.max(0, Math.min(DtpRequest.MAX_EXTRA_RANGES, room));
    }
}
