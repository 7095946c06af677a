package dtp.transport.tcp.net;

import dtp.api.interval.IntervalSet;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.End;
import dtp.api.transport.Fetch;
import dtp.api.transport.Sink;
import dtp.transport.tcp.machine.ClientMachine;
import dtp.transport.tcp.machine.ClientSettings;
import dtp.transport.tcp.machine.DownloadClient;
import dtp.transport.tcp.machine.Outcome;
import dtp.transport.tcp.machine.Speech;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * One download of a source, over one connection or several: when the first has learned the size, others help it, and each takes
 * shares until none is left. Nothing wanted: only what the remote tells. Any thread.
 */
final class TcpFetch extends ClientRequest implements Fetch, DownloadClient.Asker {
    private static final IntervalSet EVERYTHING = IntervalSet.of(0, Long.MAX_VALUE);

    private final TcpSource source;
    private final IntervalSet wanted;
    private final Sink sink;
    private final Shares shares;
    private final boolean streamWasKnown;
    private final List<TcpFetch> helpers = new CopyOnWriteArrayList<>();
    private final CompletableFuture<End> whole;
    private volatile boolean cancelled;

    TcpFetch(TcpSource source, IntervalSet wanted, Sink sink) {
        this(source, wanted, sink, new Shares(wanted, source.connections()));
    }

    private TcpFetch(TcpSource source, IntervalSet wanted, Sink sink, Shares shares) {
        super(source.connector(), source.endpoint(), source.idleTimeoutNs(), source::bytesPerSecond);
        this.source = source;
        this.wanted = wanted;
        this.sink = sink;
        this.shares = shares;
        streamWasKnown = !source.traits().ranges();
        whole = done.thenCompose(this::andOfHelpers);
    }

    /** No helper begins after this one has ended. */
    private CompletableFuture<End> andOfHelpers(End own) {
        CompletableFuture<End> all = CompletableFuture.completedFuture(own);
        for (TcpFetch helper : helpers) {
            all = all.thenCombine(helper.whole, (one, other) -> one.kind() == End.Kind.ENDED ? other : one);
        }
        return all;
    }

    @Override
    ClientMachine machine(Carrier line, ClientSettings settings, Consumer<Outcome> told) {
        return new DownloadClient(line, settings, this, told);
    }

    @Override
    void ending(Outcome outcome) {
        source.ended(this);
    }

    /**
     * What was planned for a server with ranges leaves out what is held. A stream from zero tells no version, so it must not be
     * mixed with that: only where all is wanted it is what was planned.
     */
    @Override
    boolean goesOnAsBase() {
        return wanted.isEmpty() || streamWasKnown || wanted.equals(EVERYTHING);
    }

    @Override
    void onNeither() {
        source.onNeither();
    }

    @Override
    public boolean onlyAsks() {
        return wanted.isEmpty() || isProbing();
    }

    @Override
    public IntervalSet next(long size) {
        for (int helper = shares.begin(size); helper > 1 && !cancelled; helper--) {
            TcpFetch one = new TcpFetch(source, wanted, sink, shares);
            helpers.add(one);
            source.started(one);
        }
        if (cancelled) {
            helpers.forEach(TcpFetch::cancel);
        }
        return shares.take();
    }

    @Override
    public Sink sink() {
        return sink;
    }

    @Override
    public void onRanged() {
        connector.remember(address, Speech.RANGED);
    }

    @Override
    public void onInfo(PayloadInfo info) {
        source.learn(info);
    }

    @Override
    public boolean usesDigest() {
        return Address.wantsDigest(endpoint);
    }

    @Override
    public boolean asksDigest() {
        return source.asksDigest();
    }

    @Override
    public CompletionStage<End> end() {
        return whole.minimalCompletionStage();
    }

    @Override
    public void cancel() {
        cancelled = true;
        stop(End.of(End.Kind.CANCELLED));
        helpers.forEach(TcpFetch::cancel);
    }
}
