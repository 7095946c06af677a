package dtp.csp.component;

import dtp.api.Endpoint;
import dtp.api.GetRequest;
import dtp.api.PartialContent;
import dtp.api.Session;
import dtp.api.TransferOptions;
import dtp.api.interval.Interval;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Payload;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Contact;
import dtp.api.transport.Delivery;
import dtp.api.transport.DeliveryObserver;
import dtp.api.transport.End;
import dtp.api.transport.Fetch;
import dtp.api.transport.Sink;
import dtp.api.transport.Source;
import dtp.api.transport.SourceTraits;
import dtp.api.transport.Transport;
import dtp.tck.SinkContract;
import dtp.tck.SinkHarness;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;

/** The contract of sinks, on the sink of a get. */
class EngineSinkContractTest extends SinkContract {
    @TempDir
    Path folder;

    @Override
    protected SinkHarness harness() throws Exception {
        return new Harness(folder);
    }

    /** A get from a source whose bytes the test sends itself. */
    private static final class Harness implements SinkHarness {
        private final RealEngine real;
        private final Session session;
        private final ByHand source = new ByHand();

        Harness(Path folder) throws Exception {
            real = new RealEngine(folder.resolve("home"));
            real.engine.transports().add(source, Set.of("by-hand"), 0);
            TransferOptions once = TransferOptions.builder().retries(0).build();
            session = real.engine.get(GetRequest.to(folder.resolve("out"), Endpoint.parse("by-hand://test/1"))
                    .options(once)
                    .build());
            sink().describe(PayloadInfo.named("1").size(SIZE + 1L)); // one more: it never completes by itself
        }

        @Override
        public Sink sink() {
            return source.sink.orTimeout(30, TimeUnit.SECONDS).join();
        }

        @Override
        public byte[] received() throws Exception {
            try (PartialContent content = session.content()) {
                content.await(new Interval(0, SIZE)).toCompletableFuture().get(30, TimeUnit.SECONDS);
                ByteBuffer all = ByteBuffer.allocate(SIZE);
                while (all.hasRemaining()) {
                    content.read(all.position(), all);
                }
                return all.array();
            }
        }

        @Override
        public void end() {
            while (source.end.getNumberOfDependents() == 0) {
                Thread.onSpinWait(); // the engine has its fetch, but does not listen for its end yet
            }
            source.end.complete(End.of(End.Kind.ENDED));
        }

        @Override
        public void close() {
            real.close();
        }
    }

    /** A transport with one source that is open once. */
    private static final class ByHand implements Transport, Source, Fetch {
        private final CompletableFuture<Sink> sink = new CompletableFuture<>();
        private final CompletableFuture<End> end = new CompletableFuture<>();

        @Override
        public void check(Endpoint endpoint) {}

        @Override
        public Source source(Endpoint endpoint, TransferOptions options) {
            return this;
        }

        @Override
        public Delivery deliver(Payload payload, Endpoint target, TransferOptions options, DeliveryObserver observer) {
            throw new IllegalStateException("nothing is put here");
        }

        @Override
        public CompletionStage<Contact> contact() {
            return CompletableFuture.completedFuture(new Contact(End.of(End.Kind.ENDED), PayloadInfo.named("1")));
        }

        @Override
        public SourceTraits traits() {
            return SourceTraits.ranged(8);
        }

        @Override
        public Fetch fetch(IntervalSet wanted, Sink into) {
            sink.complete(into);
            return this;
        }

        @Override
        public void throughput(long bytesPerSecond) {}

        @Override
        public CompletionStage<End> end() {
            return end;
        }

        @Override
        public void cancel() {
            end.complete(End.of(End.Kind.CANCELLED));
        }

        @Override
        public void close() {
            end.complete(End.of(End.Kind.CLOSED));
        }
    }
}
