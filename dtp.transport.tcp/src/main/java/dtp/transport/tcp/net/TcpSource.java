package dtp.transport.tcp.net;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.TransferOptions;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Contact;
import dtp.api.transport.End;
import dtp.api.transport.Fetch;
import dtp.api.transport.Sink;
import dtp.api.transport.Source;
import dtp.api.transport.SourceTraits;
import dtp.transport.tcp.wire.FirstMessage;
import dtp.transport.tcp.wire.RangeList;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** One payload at one TCP server. [T05] Any thread. */
final class TcpSource implements Source {
    private final Connector connector;
    private final Endpoint endpoint;
    private final Address address;
    private final TransferOptions options;
    private final Set<TcpFetch> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean digestAsked = new AtomicBoolean();
    private final boolean hasLongName;
    private volatile boolean neither;
    private volatile PayloadInfo known;
    private volatile long bytesPerSecond;
    private volatile boolean closed;

    TcpSource(Connector connector, Endpoint endpoint, TransferOptions options) {
        this.connector = connector;
        this.endpoint = endpoint;
        this.address = Address.of(endpoint);
        this.options = options;
        hasLongName = !FirstMessage.canBeMarked(endpoint.name());
        known = PayloadInfo.named(endpoint.name());
        bytesPerSecond = options.throughputBytesPerSecond().orElse(Long.MAX_VALUE);
        digestAsked.set(!Address.wantsDigest(endpoint));
    }

    Connector connector() {
        return connector;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** For each fetch. */
    int connections() {
        return options.connections();
    }

    long idleTimeoutNs() {
        return options.idleTimeout().toNanos();
    }

    /** The share of one fetch. */
    long bytesPerSecond() {
        long all = bytesPerSecond;
        return all == Long.MAX_VALUE ? all : Math.max(1, all / Math.max(1, open.size()));
    }

    void learn(PayloadInfo info) {
        known = info.learn(known);
    }

    /** Once for a source. */
    boolean asksDigest() {
        return known.digest().isEmpty() && digestAsked.compareAndSet(false, true);
    }

    void ended(TcpFetch fetch) {
        open.remove(fetch);
    }

    @Override
    public CompletionStage<Contact> contact() {
        TcpFetch asks = started(new TcpFetch(this, IntervalSet.empty(), new NoSink()));
        return asks.end().thenApply(end -> new Contact(reached(end), known));
    }

    /** A refusal was an answer all the same. */
    private static End reached(End end) {
        boolean answered =
                end.reason().filter(r -> r.code() == Reason.Code.NOT_FOUND).isPresent();
        return answered ? End.of(End.Kind.ENDED) : end;
    }

    TcpFetch started(TcpFetch fetch) {
        open.add(fetch);
        if (closed) {
            open.remove(fetch);
            fetch.stop(End.of(End.Kind.CLOSED));
        } else {
            fetch.begin();
            if (closed) {
                fetch.stop(End.of(End.Kind.CLOSED));
            }
        }
        return fetch;
    }

    /** Only this source remembers it (tcp.md "Recognising"). */
    void onNeither() {
        neither = true;
    }

    @Override
    public SourceTraits traits() {
        boolean stream = hasLongName
                || switch (connector.speech(address)) {
                    case BASE -> true;
                    case UNKNOWN -> neither;
                    case RANGED, RANGED_BEFORE -> false;
                };
        return stream
                ? SourceTraits.streamFromZero()
                : SourceTraits.ranged(RangeList.MAX); // one fetch uses all connections
    }

    @Override
    public Fetch fetch(IntervalSet wanted, Sink sink) {
        return started(new TcpFetch(this, wanted, sink));
    }

    @Override
    public void throughput(long value) {
        bytesPerSecond = Math.max(1, value);
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(fetch -> fetch.stop(End.of(End.Kind.CLOSED)));
    }

    /** Of a contact, which moves no bytes. */
    private static final class NoSink implements Sink {
        @Override
        public boolean describe(PayloadInfo payload) {
            return true;
        }

        @Override
        public Take write(long offset, ByteBuffer data) {
            return Take.CLOSED;
        }

        @Override
        public Take write(long offset, ByteBuffer data, Runnable release) {
            return Take.CLOSED;
        }

        @Override
        public void whenReady(Runnable action) {
            action.run();
        }

        @Override
        public void alive() {}

        @Override
        public void note(Reason reason) {}
    }
}
