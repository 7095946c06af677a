package dtp.csp.session;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.TransferOptions;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.End;
import dtp.api.transport.Fetch;
import dtp.api.transport.Source;
import dtp.csp.plan.InFlight;
import dtp.csp.plan.Plan;
import dtp.csp.plan.PlanInput;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Turns what is missing into requests until nothing is: asks the planner, drives the sources, counts requests that bring
 * nothing. All methods on the engine lane.
 */
final class RequestStream {
    /** The session. Called on the engine lane, but {@link #described} and {@link #noted} on any thread. */
    interface Owner {
        /** A sink into the session's file. */
        FetchSink sink(FetchSink.Ear ear);

        boolean described(SourceLine line, PayloadInfo payload);

        void noted(Reason reason);

        /** True when bytes of an earlier stream may stay: a digest covers the whole, or there are none. */
        boolean mayGoOnFromZero();

        /** Gives up all that is held, then runs {@code then} on the engine lane. */
        void startOver(Runnable then);

        /** Nothing was missing any more when a request ended. */
        void endedWhole();

        /** No transport is there for any source that could be asked. */
        void noTransport(Reason why);

        /** Every source has been tried as often as allowed. */
        void exhausted(Reason why);

        /** The last source refused for good. */
        void refused(Reason why);
    }

    private final EngineContext engine;
    private final Owner owner;
    private final SessionSets sets;
    private final List<SourceLine> lines = new ArrayList<>();
    private TransferOptions options;
    private Tasks.Cancellable look = () -> {};
    private boolean running;
    private boolean startingOver;
    private final AtomicInteger rounds = new AtomicInteger();

    RequestStream(EngineContext engine, SessionSets sets, Owner owner) {
        this.engine = engine;
        this.sets = sets;
        this.owner = owner;
    }

    /** Begins anew with these sources; those of an earlier start are closed. */
    void start(List<Endpoint> endpoints, TransferOptions with) {
        stop();
        options = with;
        lines.clear();
        endpoints.forEach(e -> lines.add(new SourceLine(e)));
        running = true;
        startingOver = false;
        plan();
    }

    /** Ends all requests; sinks answer CLOSED from now on. */
    void stop() {
        running = false;
        look.cancel();
        lines.forEach(this::letGo);
    }

    private void letGo(SourceLine line) {
        line.open().forEach(SourceLine.Request::stop);
        line.open().clear();
        line.source().ifPresent(engine.transports()::release);
        line.detach();
    }

    boolean isRunning() {
        return running;
    }

    /** True while a request is open. */
    boolean isAsking() {
        return lines.stream().anyMatch(l -> !l.open().isEmpty());
    }

    int rounds() {
        return rounds.get();
    }

    /** Sources whose transport went are let go; those whose transport came are used. */
    void transportsChanged() {
        if (!running) {
            return;
        }
        for (SourceLine line : lines) {
            if (line.source().isPresent()
                    && !engine.transports().isAlive(line.source().get())) {
                line.open().forEach(SourceLine.Request::stop);
                line.open().clear();
                line.detach();
            }
        }
        plan();
    }

    /** The size, or more of what the payload is, has come: others may be asked now. */
    void sizeKnown() {
        plan();
    }

    /** One source is not to be asked again. */
    void drop(SourceLine line, Reason why) {
        letGo(line);
        line.drop(why);
        if (!running) {
            return;
        }
        if (lines.stream().allMatch(SourceLine::isDropped)) {
            owner.refused(why);
        } else {
            owner.noted(why);
            plan();
        }
    }

    int usableLines() {
        return (int) lines.stream().filter(l -> !l.isDropped()).count();
    }

    private void plan() {
        if (!running || startingOver) {
            return;
        }
        look.cancel();
        if (sets.allWritten() && !isAsking()) {
            owner.endedWhole(); // the last request was ended by us: nobody else tells
            return;
        }
        if (!attach()) {
            return;
        }
        List<SourceLine> there =
                lines.stream().filter(l -> l.source().isPresent()).toList();
        if (there.isEmpty()) {
            owner.noTransport(Trouble.noTransportToGet(lines.get(0).endpoint()));
            return;
        }
        List<SourceLine> able =
                there.stream().filter(l -> l.failures() <= options.retries()).toList();
        if (able.isEmpty()) {
            owner.exhausted(there.get(0).lastTrouble().orElseThrow());
            return;
        }
        IntervalSet missing = sets.missing();
        long nextNs = Plan.AT_NEXT_EVENT;
        for (SourceLine line : able) {
            nextNs = Math.min(nextNs, serve(line, missing, able.size()));
            if (!running || startingOver) {
                return;
            }
        }
        if (nextNs != Plan.AT_NEXT_EVENT) {
            look = engine.tasks()
                    .schedule(
                            Tasks.Lane.ENGINE,
                            Math.max(1_000_000, nextNs - engine.tasks().nowNs()),
                            this::plan);
        }
    }

    /** @return false: one is not taken, and it was planned anew without it, or none is left */
    private boolean attach() {
        for (SourceLine line : lines) {
            if (line.isDropped() || line.source().isPresent()) {
                continue;
            }
            try {
                engine.transports().source(line.endpoint(), options).ifPresent(made -> {
                    line.attach(made);
                    share(made);
                });
            } catch (RuntimeException e) {
                drop(line, Trouble.notTaken(line.endpoint(), e));
                return false;
            }
        }
        return true;
    }

    private void share(Source made) {
        int sources = usableLines();
        if (sources > 1 && options.throughputBytesPerSecond().isPresent()) {
            made.throughput(Math.max(1, options.throughputBytesPerSecond().getAsLong() / sources));
        }
    }

    /** Asks one source for all that the planner wants of it now. @return when to look again */
    private long serve(SourceLine line, IntervalSet missing, int sources) {
        while (running && !startingOver) {
            long nowNs = engine.tasks().nowNs();
            if (line.notBeforeNs() > nowNs) {
                return line.notBeforeNs();
            }
            Source source = line.source().orElseThrow();
            PlanInput input = new PlanInput(
                    sets.size(), missing, inFlight(line, nowNs), source.traits(), sources, line.rate(), nowNs);
            Plan plan = engine.planner().plan(input);
            if (plan.wanted().isEmpty()) {
                return plan.againAtNs();
            }
            if (!source.traits().ranges() && !owner.mayGoOnFromZero()) {
                startOver();
                return Plan.AT_NEXT_EVENT;
            }
            ask(line, source, plan.wanted());
        }
        return Plan.AT_NEXT_EVENT;
    }

    private List<InFlight> inFlight(SourceLine own, long nowNs) {
        List<InFlight> all = new ArrayList<>();
        lines.forEach(l -> all.addAll(l.inFlight(nowNs, l == own)));
        return all;
    }

    private void startOver() {
        startingOver = true;
        owner.startOver(() -> {
            startingOver = false;
            plan();
        });
    }

    private void ask(SourceLine line, Source source, IntervalSet wanted) {
        FetchSink sink = owner.sink(new FetchSink.Ear() {
            @Override
            public boolean described(PayloadInfo payload) {
                return owner.described(line, payload);
            }

            @Override
            public void noted(Reason reason) {
                owner.noted(reason);
            }
        });
        SourceLine.Request request =
                new SourceLine.Request(wanted, sink, engine.tasks().nowNs());
        line.open().add(request);
        rounds.incrementAndGet();
        Fetch fetch = source.fetch(wanted, sink);
        request.fetch = fetch;
        fetch.end().whenComplete((end, broken) -> {
            sink.close();
            End how = end != null
                    ? end
                    : End.of(End.Kind.TRANSIENT, Reason.of(Reason.Code.PROTOCOL_ERROR, broken.toString()));
            engine.tasks().execute(Tasks.Lane.ENGINE, () -> ended(line, request, how));
        });
    }

    private void ended(SourceLine line, SourceLine.Request request, End end) {
        if (!line.open().contains(request)) {
            return; // ended by us
        }
        long nowNs = engine.tasks().nowNs();
        line.ended(request, nowNs);
        if (sets.allWritten()) {
            owner.endedWhole(); // how it ended does not matter any more
            return;
        }
        boolean brought = request.sink.tally().newBytes() > 0
                || (sets.size().isPresent()
                        && sets.missing().intersect(request.wanted).isEmpty());
        if (brought) {
            line.progressed();
        }
        switch (end.kind()) {
            case PERMANENT -> {
                drop(line, reason(line, end));
                return;
            }
            case CLOSED -> {
                line.source().ifPresent(engine.transports()::release);
                line.detach();
            }
            default -> {
                // what counts is whether anything came
            }
        }
        if (!brought) {
            line.failed(reason(line, end), nowNs);
        }
        plan();
    }

    private Reason reason(SourceLine line, End end) {
        return end.reason().orElseGet(() -> {
            Endpoint at = line.endpoint();
            return switch (end.kind()) {
                case ENDED, PERMANENT, CANCELLED ->
                    Reason.at(at, Reason.Code.PROTOCOL_ERROR, "The remote answers but sends nothing that is missing.");
                case CLOSED -> Trouble.transportClosed(at);
                case QUIET, TRANSIENT ->
                    Reason.at(
                            at,
                            Reason.Code.NO_CONTACT,
                            "Nothing was heard for " + options.idleTimeout().toMillis() / 1000.0 + " s.");
            };
        });
    }
}
