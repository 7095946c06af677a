package dtp.transport.udp.machine;

import dtp.api.Reason;
import dtp.api.Verification;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Payload;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Offer;
import dtp.api.transport.Peer;
import dtp.api.transport.Reception;
import dtp.api.transport.Served;
import dtp.api.transport.Serving;
import dtp.api.transport.Sink;
import dtp.tck.doubles.ScriptedServing;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** What a server asks, with faults where it opens and where it lets go. The test's thread. */
final class FaultyServing implements Serving {
    static final Runnable FAULT = () -> {
        throw new IllegalStateException("a fault");
    };

    final ScriptedServing inner = new ScriptedServing();
    /** Stands before whatever is opened or received. */
    Runnable opening = () -> {};
    /** Stands behind the close of a payload, and the suspension of an upload. */
    Runnable leaving = () -> {};

    @Override
    public CompletionStage<Served> open(String name, Peer peer) {
        opening.run();
        return inner.open(name, peer).thenApply(one -> new Reading(one, this));
    }

    @Override
    public CompletionStage<Reception> receive(Offer offer, Peer peer) {
        opening.run();
        return inner.receive(offer, peer).thenApply(one -> new Writing(one, this));
    }

    @Override
    public CompletionStage<List<PayloadInfo>> list(Peer peer) {
        return inner.list(peer);
    }

    private record Reading(Served inner, FaultyServing owner) implements Served {
        @Override
        public Payload payload() {
            return inner.payload();
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
        public void onStop(Consumer<Reason> stop) {
            inner.onStop(stop);
        }

        @Override
        public void close() {
            inner.close();
            owner.leaving.run();
        }
    }

    private record Writing(Reception inner, FaultyServing owner) implements Reception {
        @Override
        public UUID session() {
            return inner.session();
        }

        @Override
        public IntervalSet missing() {
            return inner.missing();
        }

        @Override
        public Sink sink() {
            return inner.sink();
        }

        @Override
        public CompletionStage<Verification> commit(long size) {
            return inner.commit(size);
        }

        @Override
        public void suspend(String why) {
            inner.suspend(why);
            owner.leaving.run();
        }

        @Override
        public void abandon(String why) {
            inner.abandon(why);
        }

        @Override
        public void onStop(Consumer<Reason> stop) {
            inner.onStop(stop);
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
