package dtp.transport.udp.machine;

import dtp.api.payload.Digest;
import dtp.api.payload.Payload;
import dtp.api.payload.PayloadChangedException;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Peer;
import dtp.api.transport.Served;
import dtp.tck.doubles.PassingServed;
import dtp.tck.doubles.PassingServing;
import dtp.tck.doubles.ScriptedServing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** Payloads that know when they were modified, and whose digests may be late or fail. The test's thread. */
final class DatedServing extends PassingServing {
    private final ScriptedServing inner;
    private Instant modified = Instant.EPOCH;
    private volatile boolean changed;
    private UnaryOperator<CompletionStage<Digest>> hashing = UnaryOperator.identity();

    DatedServing() {
        this(new ScriptedServing());
    }

    private DatedServing(ScriptedServing inner) {
        super(inner);
        this.inner = inner;
    }

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
        return super.open(name, peer).thenApply(served -> new Dated(served, modified, hashing, () -> changed));
    }

    private static final class Dated extends PassingServed implements Payload {
        private final Payload payload;
        private final Instant modified;
        private final UnaryOperator<CompletionStage<Digest>> hashing;
        private final BooleanSupplier changed;

        Dated(Served inner, Instant modified, UnaryOperator<CompletionStage<Digest>> hashing, BooleanSupplier changed) {
            super(inner);
            payload = inner.payload();
            this.modified = modified;
            this.hashing = hashing;
            this.changed = changed;
        }

        @Override
        public Payload payload() {
            return this;
        }

        @Override
        public PayloadInfo info() {
            return payload.info().modified(modified);
        }

        @Override
        public int read(long position, ByteBuffer into) throws IOException {
            if (changed.getAsBoolean()) {
                throw new PayloadChangedException("f has changed since it was opened");
            }
            return payload.read(position, into);
        }

        @Override
        public CompletionStage<Digest> digest(String algorithm) {
            return hashing.apply(payload.digest(algorithm));
        }
    }
}
