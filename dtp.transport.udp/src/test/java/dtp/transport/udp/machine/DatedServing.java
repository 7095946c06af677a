package dtp.transport.udp.machine;

import dtp.api.payload.Digest;
import dtp.api.payload.Payload;
import dtp.api.payload.PayloadChangedException;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Offer;
import dtp.api.transport.Peer;
import dtp.api.transport.Reception;
import dtp.api.transport.Served;
import dtp.api.transport.Serving;
import dtp.tck.doubles.ScriptedServing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Payloads that know when they were modified, and whose digests may be late or fail. The test's thread. */
final class DatedServing implements Serving {
    private final ScriptedServing inner = new ScriptedServing();
    private Instant modified = Instant.EPOCH;
    private volatile boolean changed;
    private UnaryOperator<CompletionStage<Digest>> hashing = UnaryOperator.identity();

    /** From now on {@code f} is this. */
    DatedServing holds(byte[] content, Instant when) {
        inner.holds("f", content);
        modified = when;
        return this;
    }

    /** What is opened from now on answers that instead of its digest. */
    DatedServing hashes(UnaryOperator<CompletionStage<Digest>> value) {
        hashing = value;
        return this;
    }

    /** What is open is no longer what it was. */
    void changes() {
        changed = true;
    }

    @Override
    public CompletionStage<Served> open(String name, Peer peer) {
        return inner.open(name, peer).thenApply(served -> new Dated(served, modified, hashing, () -> changed));
    }

    @Override
    public CompletionStage<Reception> receive(Offer offer, Peer peer) {
        return inner.receive(offer, peer);
    }

    @Override
    public CompletionStage<List<PayloadInfo>> list(Peer peer) {
        return inner.list(peer);
    }

    private record Dated(
            Served inner, Instant modified, UnaryOperator<CompletionStage<Digest>> hashing, BooleanSupplier changed)
            implements Served, Payload {
        @Override
        public Payload payload() {
            return this;
        }

        @Override
        public PayloadInfo info() {
            return inner.payload().info().modified(modified);
        }

        @Override
        public int read(long position, ByteBuffer into) throws IOException {
            if (changed.getAsBoolean()) {
                throw new PayloadChangedException("f has changed since it was opened");
            }
            return inner.payload().read(position, into);
        }

        @Override
        public CompletionStage<Digest> digest(String algorithm) {
            return hashing.apply(inner.payload().digest(algorithm));
        }

        @Override
        public void sent(long bytes) {
            inner.sent(bytes);
        }

        @Override
        public long throughputBytesPerSecond() {
            return inner.throughputBytesPerSecond();
        }

        @Override
        public void onStop(Consumer<dtp.api.Reason> stop) {
            inner.onStop(stop);
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
