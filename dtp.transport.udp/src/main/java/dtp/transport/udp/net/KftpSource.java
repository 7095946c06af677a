package dtp.transport.udp.net;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Contact;
import dtp.api.transport.End;
import dtp.api.transport.Fetch;
import dtp.api.transport.Sink;
import dtp.api.transport.Source;
import dtp.api.transport.SourceTraits;
import dtp.transport.udp.machine.GetSpec;
import dtp.transport.udp.machine.GetTransfer;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** One payload at one or more servers, which are one source. Any thread. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails on a datagram socket is as if lost on the way
final class KftpSource implements Source {
    private static final int MOST_INTERVALS = 1_024;

    private final KftpTransport transport;
    private final Endpoint endpoint;
    private final TransferOptions options;
    private final Hosts hosts;
    private final int piece;
    private final Set<Running> open = ConcurrentHashMap.newKeySet();
    private volatile long limit = Long.MAX_VALUE;
    private volatile boolean closed;

    KftpSource(KftpTransport transport, Endpoint endpoint, TransferOptions options) {
        this.transport = transport;
        this.endpoint = endpoint;
        this.options = options;
        hosts = Hosts.parse(endpoint.authority());
        piece = KftpTransport.piece(endpoint, options);
    }

    @Override
    public CompletionStage<Contact> contact() {
        AtomicReference<PayloadInfo> told = new AtomicReference<>(PayloadInfo.named(endpoint.name()));
        return run(IntervalSet.empty(), new ContactSink(told), "").end().thenApply(end -> new Contact(end, told.get()));
    }

    @Override
    public SourceTraits traits() {
        return SourceTraits.ranged(MOST_INTERVALS).unitBytes(piece);
    }

    @Override
    public Fetch fetch(IntervalSet wanted, Sink sink) {
        Running running = run(wanted, sink, KftpTransport.digest(endpoint, options));
        return new Fetch() {
            @Override
            public CompletionStage<End> end() {
                return running.end();
            }

            @Override
            public void cancel() {
                running.finish(End.of(End.Kind.CANCELLED));
            }
        };
    }

    private Running run(IntervalSet wanted, Sink sink, String digest) {
        Running running = new Running(transport);
        open.add(running);
        running.end().whenComplete((end, e) -> open.remove(running));
        GetSpec spec = new GetSpec(
                endpoint,
                wanted,
                piece,
                options.throughputBytesPerSecond(),
                digest,
                options.idleTimeout().toNanos());
        running.start(
                endpoint,
                hosts,
                sink::note,
                (names, lines, around) -> new GetTransfer(spec, names, lines, sink, limit, around, running::ended));
        if (closed) {
            running.finish(End.of(End.Kind.CLOSED));
        }
        return running;
    }

    @Override
    public void throughput(long bytesPerSecond) {
        limit = Math.max(1, bytesPerSecond);
        open.forEach(running -> running.throughput(limit));
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(running -> running.finish(End.of(End.Kind.CLOSED)));
    }
}
