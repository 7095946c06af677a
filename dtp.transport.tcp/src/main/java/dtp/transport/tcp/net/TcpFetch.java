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
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** One download request of a source; nothing wanted: only what the remote tells. Any thread. */
final class TcpFetch extends ClientRequest implements Fetch, DownloadClient.Asker {
    private final TcpSource source;
    private final IntervalSet wanted;
    private final Sink sink;
    private final boolean streamWasKnown;

    TcpFetch(TcpSource source, IntervalSet wanted, Sink sink) {
        super(source.connector(), source.endpoint(), source.idleTimeoutNs(), source::bytesPerSecond);
        this.source = source;
        this.wanted = wanted;
        this.sink = sink;
        streamWasKnown = !source.traits().ranges();
    }

    @Override
    ClientMachine machine(Carrier line, ClientSettings settings, Consumer<Outcome> told) {
        return new DownloadClient(line, settings, this, told);
    }

    @Override
    void ending(Outcome outcome) {
        source.ended(this);
    }

    /** A part from the middle was planned for a server with ranges: a stream from zero is planned otherwise. */
    @Override
    boolean goesOnAsBase() {
        return wanted.isEmpty() || streamWasKnown || wanted.start() == 0;
    }

    @Override
    LongSupplier readRate() {
        return source::bytesPerSecond;
    }

    @Override
    public IntervalSet wanted() {
        return wanted;
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
        return done.minimalCompletionStage();
    }

    @Override
    public void cancel() {
        stop(End.of(End.Kind.CANCELLED));
    }
}
