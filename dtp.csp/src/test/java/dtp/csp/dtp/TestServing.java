package dtp.csp.dtp;

import dtp.api.Reason;
import dtp.api.payload.Payload;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Offer;
import dtp.api.transport.Peer;
import dtp.api.transport.Reception;
import dtp.api.transport.RefusedException;
import dtp.api.transport.Served;
import dtp.api.transport.Serving;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Serves what it is given, and remembers what was asked. */
final class TestServing implements Serving {
    final Map<String, Payload> payloads = new HashMap<>();
    final List<String> asked = new ArrayList<>();
    final List<TestServed> opened = new ArrayList<>();
    RefusedException.Why refusal = RefusedException.Why.NOT_FOUND;
    long throughput = Long.MAX_VALUE;
    CompletableFuture<Void> door = CompletableFuture.completedFuture(null);

    TestServing with(int id, byte[] bytes) {
        return with(id, new MemoryPayload(Integer.toString(id), bytes, bytes.length, true));
    }

    TestServing with(int id, Payload payload) {
        payloads.put(Integer.toString(id), payload);
        return this;
    }

    long open() {
        return opened.stream().filter(s -> !s.closed).count();
    }

    @Override
    public CompletionStage<Served> open(String name, Peer peer) {
        asked.add(name + " by " + peer.address());
        Payload payload = payloads.get(name);
        if (payload == null) {
            return CompletableFuture.failedStage(new RefusedException(refusal, "no " + name));
        }
        TestServed served = new TestServed(payload);
        opened.add(served);
        return door.thenApply(open -> served);
    }

    @Override
    public CompletionStage<Reception> receive(Offer offer, Peer peer) {
        throw new AssertionError("DTP takes no uploads");
    }

    @Override
    public CompletionStage<List<PayloadInfo>> list(Peer peer) {
        return CompletableFuture.completedStage(List.of());
    }

    final class TestServed implements Served {
        private final Payload payload;
        boolean closed;
        long sent;
        Runnable onSent = () -> {};
        Consumer<Reason> stop = why -> {};

        TestServed(Payload payload) {
            this.payload = payload;
        }

        @Override
        public Payload payload() {
            return payload;
        }

        @Override
        public void sent(long bytes) {
            sent += bytes;
            onSent.run();
        }

        @Override
        public long throughputBytesPerSecond() {
            return throughput;
        }

        @Override
        public void onStop(Consumer<Reason> action) {
            stop = action;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
