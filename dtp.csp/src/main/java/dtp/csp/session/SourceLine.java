package dtp.csp.session;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.Fetch;
import dtp.api.transport.Source;
import dtp.csp.plan.InFlight;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One source of a session and its requests. Owned by the engine lane. */
final class SourceLine {
    private static final long FIRST_BACKOFF_NS = 250_000_000;
    private static final long MOST_BACKOFF_NS = 30_000_000_000L;

    private final Endpoint endpoint;
    private final List<Request> open = new ArrayList<>();
    private Optional<Source> source = Optional.empty();
    private int failures;
    private long notBeforeNs = Long.MIN_VALUE;
    private boolean dropped;
    private Reason lastTrouble;
    private long rate;

    /** One fetch on its way. */
    static final class Request {
        final IntervalSet wanted;
        final FetchSink sink;
        final long askedNs;
        Fetch fetch;

        Request(IntervalSet wanted, FetchSink sink, long askedNs) {
            this.wanted = wanted;
            this.sink = sink;
            this.askedNs = askedNs;
        }

        long rate(long nowNs) {
            long bytes = sink.tally().newBytes() + sink.tally().duplicateBytes();
            long tookNs = nowNs - askedNs;
            return bytes == 0 || tookNs <= 0 ? 0 : Math.max(1, (long) (bytes * 1e9 / tookNs));
        }

        void stop() {
            sink.close();
            if (fetch != null) {
                fetch.cancel();
            }
        }
    }

    SourceLine(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Optional<Source> source() {
        return source;
    }

    void attach(Source made) {
        source = Optional.of(made);
    }

    void detach() {
        source = Optional.empty();
    }

    List<Request> open() {
        return open;
    }

    List<InFlight> inFlight(long nowNs, boolean own) {
        return open.stream()
                .map(r -> new InFlight(r.wanted, r.sink.tally().front(), r.rate(nowNs), own))
                .toList();
    }

    void ended(Request request, long nowNs) {
        open.remove(request);
        long measured = request.rate(nowNs);
        rate = measured == 0 ? rate : measured;
    }

    long rate() {
        return rate;
    }

    void progressed() {
        failures = 0;
        notBeforeNs = Long.MIN_VALUE;
    }

    void failed(Reason why, long nowNs) {
        lastTrouble = why;
        long backoff = Math.min(MOST_BACKOFF_NS, FIRST_BACKOFF_NS << Math.min(failures, 10));
        failures++;
        notBeforeNs = nowNs + backoff;
    }

    int failures() {
        return failures;
    }

    long notBeforeNs() {
        return notBeforeNs;
    }

    void drop(Reason why) {
        dropped = true;
        lastTrouble = why;
    }

    boolean isDropped() {
        return dropped;
    }

    Optional<Reason> lastTrouble() {
        return Optional.ofNullable(lastTrouble);
    }
}
