package dtp.csp.dtp;

import dtp.api.Reason;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.End;
import dtp.api.transport.Fetch;
import dtp.api.transport.Sink;
import dtp.csp.wire.ChunkRange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/**
 * One fetch: asks once for all that is wanted, with as many requests as that needs, the first of them the safe {@code 0..0}
 * where the size is not fresh (csp-dtp.md §9). What is lost on the way belongs to the next fetch. A machine of the node's
 * thread; {@link #end} and {@link #cancel} from any.
 */
final class DtpFetch implements Fetch {
    /** To an extended server, so that it never waits for a round trip or a repeat; {@link DtpConnections} says when. */
    private static final int REQUESTS_AT_ONCE = 8;

    private static final int SLICES_AT_ONCE = 2;

    private final DtpDownload download;
    private final Sink sink;
    private final CompletableFuture<End> done = new CompletableFuture<>();
    private final List<DtpExchange> going = new ArrayList<>();
    private final FetchPlan plan;
    private final DigestTries digest = new DigestTries();
    private boolean sizeJustLearnt;
    private boolean sinkIsSlow;
    private boolean slicing;
    private long wakeNs;
    private End end;

    DtpFetch(DtpDownload download, IntervalSet wanted, Sink sink) {
        this.download = download;
        this.plan = new FetchPlan(download, wanted);
        this.sink = sink;
    }

    @Override
    public CompletionStage<End> end() {
        return done.minimalCompletionStage();
    }

    @Override
    public void cancel() {
        var handle = download.client().handle();
        try {
            handle.execute(() -> stop(End.of(End.Kind.CANCELLED), handle.nowNs()));
        } catch (RejectedExecutionException e) {
            done.complete(End.of(End.Kind.CLOSED));
        }
    }

    /** The node is gone: nothing runs any more. */
    void abandoned() {
        done.complete(End.of(End.Kind.CLOSED));
    }

    DtpDownload download() {
        return download;
    }

    /** Lower goes first; a fetch that has just learnt the size goes before all, while it holds (csp-dtp.md §9). */
    int rank() {
        return sizeJustLearnt ? -1 : download.priority();
    }

    /** It has just learnt the size: if another streamed first, the size would be too old again. */
    boolean keepsLine() {
        return sizeJustLearnt;
    }

    long wakeNs() {
        return wakeNs;
    }

    void wakeNs(long atNs) {
        wakeNs = atNs;
    }

    void note(Reason reason) {
        sink.note(reason);
    }

    void alive() {
        sink.alive();
    }

    void begin(long nowNs) {
        plan.begin();
        if (download.size() >= 0) {
            onInfo(false, nowNs);
        }
        advance(nowNs);
    }

    /** What the remote has told: to the sink, and nothing beyond the size is waited for. */
    void onInfo(boolean otherUnit, long nowNs) {
        if (end != null) {
            return;
        }
        if (!sink.describe(download.info())) {
            // [T19] the engine has noted why
            stop(End.of(End.Kind.CANCELLED), nowNs);
            return;
        }
        if (end != null) {
            return;
        }
        if (otherUnit && plan.unit() != download.unit()) {
            restart(nowNs);
        }
        long chunks = plan.chunksOfSize();
        if (chunks > ChunkRange.LAST + 1) {
            stop(Ends.tooLarge(download), nowNs);
            return;
        }
        plan.ledger().limit(chunks);
        for (DtpExchange exchange : going) {
            exchange.limit(chunks, plan.ledger());
        }
        if (otherUnit) {
            advance(nowNs);
        }
    }

    /** Less is proven than before: what was asked for in larger chunks is asked for anew. */
    void onSmallerUnit(long nowNs) {
        if (end != null) {
            return;
        }
        if (plan.unit() != download.unit() && !plan.isComplete()) {
            restart(nowNs);
        }
        advance(nowNs);
    }

    /** What was asked for comes in a way that cannot be used: stopped where possible, and asked for anew. */
    private void restart(long nowNs) {
        for (DtpExchange exchange : List.copyOf(going)) {
            release(exchange, true, nowNs);
        }
        plan.begin();
        if (download.size() >= 0) {
            plan.ledger().limit(plan.chunksOfSize());
        }
    }

    /** The response to one of this fetch's own requests; {@link #onInfo} went before. */
    void onResponse(DtpExchange exchange, long nowNs) {
        if (end != null || !going.contains(exchange)) {
            return;
        }
        boolean unreadable = download.size() > ChunkRange.LAST && !exchange.countsChunks();
        if (unreadable && exchange.purpose() == Purpose.DATA) {
            if (!download.peer().takesLongRequests() || exchange.request().countChunks()) {
                stop(Ends.tooLarge(download), nowNs);
                return;
            }
            restart(nowNs);
        } else if (!slicing && exchange.purpose() == Purpose.DATA && isCrawling(exchange)) {
            // the server turns out to be ours: what was asked at a rate that suits a base one is asked again
            release(exchange, true, nowNs);
            plan.askAgainFrom(0);
        }
        advance(nowNs);
    }

    private boolean isCrawling(DtpExchange exchange) {
        DtpPeer peer = download.peer();
        long asked = exchange.request().throughput();
        return peer.extended() && download.rate().isCrawling(asked, plan.missingBytes(), peer.rttNs());
    }

    /** In slices, so that the rate follows what is measured. */
    private boolean sliced() {
        return download.peer().extended() && download.rate().isAdaptive();
    }

    /** @return false: not wanted here */
    boolean offer(int dataUnit, long chunk, ByteBuffer data, long nowNs) {
        if (end != null || dataUnit != plan.unit() || !plan.ledger().wants(chunk)) {
            return false;
        }
        if (plan.ledger().has(chunk)) {
            download.count(DtpCounter.DATA_DUPLICATE);
            return true;
        }
        int bytes = data.remaining();
        Sink.Take taken = sink.write(chunk * plan.unit(), data);
        if (taken == Sink.Take.CLOSED) {
            // [T18]
            stop(End.of(End.Kind.CANCELLED), nowNs);
            return true;
        }
        sinkIsSlow |= taken != Sink.Take.MORE;
        if (taken == Sink.Take.FULL) {
            download.count(DtpCounter.DATA_REFUSED);
            return true;
        }
        download.client().counters().add(DtpCounter.DATA_BYTES, bytes);
        plan.ledger().take(chunk);
        boolean over = plan.ledger().missing() == 0;
        for (int i = 0; i < going.size(); i++) {
            over |= going.get(i).onTaken(chunk);
        }
        if (over) {
            advance(nowNs);
        }
        return true;
    }

    /** Something has changed: rounds that are over are taken note of, and the next step is made. */
    void advance(long nowNs) {
        for (int i = going.size() - 1; i >= 0 && end == null; i--) {
            Outcome outcome = i < going.size() ? going.get(i).outcome(nowNs) : null;
            if (outcome != null) {
                onOver(going.get(i), outcome, nowNs);
            }
        }
        if (end != null) {
            return;
        }
        if (plan.isComplete()) {
            onComplete(nowNs);
        } else if (plan.nothingLeft()) {
            if (going.isEmpty()) {
                stop(End.of(End.Kind.ENDED), nowNs);
            }
        } else if (inFlight() < mostAtOnce()) {
            download.peer().connections().want(this);
        }
    }

    /** Of this session as far as can be told: it asks for gaps, so it had the payload described before (csp-dtp.md §10.5). */
    boolean goesOnFrom(DtpDownload before) {
        return before == download || plan.isOfGaps() && download.follows(before);
    }

    /** Any chunk from {@code first} to {@code last} is wanted here and has not come. */
    boolean misses(int dataUnit, long first, long last) {
        return plan.misses(dataUnit, first, last);
    }

    private int mostAtOnce() {
        if (!download.peer().extended()) {
            return 1;
        }
        return sliced() ? SLICES_AT_ONCE : REQUESTS_AT_ONCE;
    }

    private int inFlight() {
        int n = 0;
        for (DtpExchange exchange : going) {
            n += exchange.isClosed() ? 0 : 1;
        }
        return n;
    }

    /** All is held. An extended server that was still computing its digest is asked for it once more (csp-dtp.md §11). */
    private void onComplete(long nowNs) {
        boolean digestToCome = download.peer().extended() && !download.digestKnown() && digest.isLeft();
        if (!digestToCome) {
            stop(End.of(End.Kind.ENDED), nowNs);
            return;
        }
        boolean asking = false;
        for (DtpExchange exchange : List.copyOf(going)) {
            if (exchange.purpose() == Purpose.DIGEST) {
                asking = true;
            } else {
                release(exchange, false, nowNs);
            }
        }
        if (asking) {
            return;
        }
        if (nowNs < digest.dueNs()) {
            download.client().later(this, digest.dueNs());
        } else {
            download.peer().connections().want(this);
        }
    }

    private void onOver(DtpExchange exchange, Outcome outcome, long nowNs) {
        boolean stopIt = outcome == Outcome.QUIET || outcome == Outcome.TOO_LONG;
        release(exchange, stopIt, nowNs);
        if (exchange.purpose() == Purpose.DATA && exchange.responded() && sliced()) {
            if (sinkIsSlow) {
                download.rate().adaptive().slow();
            } else {
                exchange.tell(download.rate().adaptive());
            }
            sinkIsSlow = false;
        }
        if (outcome == Outcome.TOO_LONG) {
            download.peer().longRequestFailed();
            plan.askAgainFrom(exchange.request().ranges().get(0).first());
            return;
        }
        boolean fine = outcome == Outcome.COMPLETE || outcome == Outcome.RESET;
        if (exchange.purpose() == Purpose.DIGEST) {
            digest.asked(outcome, nowNs);
        } else if (exchange.purpose() == Purpose.SIZE && fine && exchange.responded()) {
            sizeJustLearnt = true;
        } else if (!fine || exchange.purpose() == Purpose.SIZE) {
            stop(Ends.of(outcome, download), nowNs);
        }
    }

    private void release(DtpExchange exchange, boolean stopIt, long nowNs) {
        going.remove(exchange);
        exchange.detach(stopIt, nowNs);
        if (exchange.isClosed()) {
            download.client().over(exchange);
        }
    }

    /** It is this fetch's turn to open a connection: the request is composed now, from what is missing now. */
    void onTurn(long nowNs) {
        if (end != null || !download.mtuIsProven(this, nowNs)) {
            return;
        }
        sizeJustLearnt = false;
        DtpExchange made;
        if (plan.isComplete()) {
            made = exchange(List.of(ChunkRange.FIRST_CHUNK), Purpose.DIGEST);
        } else if (download.sizeIsFresh(nowNs)) {
            List<ChunkRange> next = plan.next(sliced() ? download.sliceChunks() : Long.MAX_VALUE);
            if (next.isEmpty()) {
                advance(nowNs);
                return;
            }
            slicing |= sliced();
            made = exchange(next, Purpose.DATA);
        } else {
            // csp-dtp.md §9: the first request of a session is 0..ffffffff, any other of which the size is not fresh
            // 0..0
            boolean everything = plan.asksForEverything() && download.mayAskForEverything();
            made = exchange(
                    List.of(everything ? ChunkRange.EVERYTHING : ChunkRange.FIRST_CHUNK),
                    everything ? Purpose.DATA : Purpose.SIZE);
        }
        if (!download.send(made, nowNs)) {
            made.detach(false, nowNs);
            download.client().later(this);
            return;
        }
        going.add(made);
        if (made.purpose() == Purpose.DATA) {
            plan.asked(made.request().ranges());
        }
    }

    private DtpExchange exchange(List<ChunkRange> ranges, Purpose purpose) {
        return new DtpExchange(download, this, download.request(ranges, plan.bytesOf(ranges)), purpose);
    }

    /** [T14] Ends the fetch, once. */
    void stop(End how, long nowNs) {
        if (end != null) {
            return;
        }
        end = how;
        for (DtpExchange exchange : List.copyOf(going)) {
            release(exchange, how.kind() != End.Kind.ENDED, nowNs);
        }
        download.ended(this);
        done.complete(how);
    }
}
