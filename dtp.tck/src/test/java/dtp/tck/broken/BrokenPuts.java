package dtp.tck.broken;

import dtp.api.Endpoint;
import dtp.api.Verification;
import dtp.api.payload.Digest;
import dtp.api.payload.Payload;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Delivery;
import dtp.api.transport.DeliveryObserver;
import dtp.api.transport.End;
import dtp.api.transport.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Transports that deliver wrong, each in one way, and named after the sentence that it breaks. */
final class BrokenPuts {
    private static final Executor SOON = CompletableFuture.delayedExecutor(30, TimeUnit.MILLISECONDS);

    private BrokenPuts() {}

    /** One or more for every sentence. */
    static List<Broken<Supplier<Tampering>>> all() {
        return List.of(
                new Broken<>("t03", "blocks in deliver", BlocksInDeliver::new),
                new Broken<>("t04", "closes the payload", ClosesPayload::new),
                new Broken<>("t04", "reads on the thread that owns the protocol", ReadsOnTheProtocolsThread::new),
                new Broken<>("t21", "calls the observer after the end", CallsObserverAfterEnd::new),
                new Broken<>("t21", "delivery ends twice", DeliveryEndsTwice::new),
                new Broken<>("t22", "claims less than it knows", ClaimsLess::new),
                new Broken<>("t23", "ignores the close of a delivery", IgnoresDeliveryClose::new));
    }

    private static final class BlocksInDeliver extends Tampering {
        @Override
        Delivery deliver(Supplier<Delivery> good, Endpoint target, Payload payload) {
            if (isNobody(target)) {
                block(1_000);
            }
            return good.get();
        }
    }

    private static final class ClosesPayload extends Tampering {
        @Override
        Delivery deliver(Supplier<Delivery> good, Endpoint target, Payload payload) {
            Delivery delivery = good.get();
            delivery.end().whenComplete((end, e) -> payload.close());
            return delivery;
        }
    }

    private static final class ReadsOnTheProtocolsThread extends Tampering {
        private final ReentrantLock thread = new ReentrantLock();

        @Override
        Payload payload(Payload given) {
            return new Payload() {
                @Override
                public PayloadInfo info() {
                    return given.info();
                }

                @Override
                public int read(long position, ByteBuffer into) throws IOException {
                    thread.lock();
                    try {
                        return given.read(position, into);
                    } finally {
                        thread.unlock();
                    }
                }

                @Override
                public CompletionStage<Digest> digest(String algorithm) {
                    return given.digest(algorithm);
                }

                @Override
                public void close() {
                    given.close();
                }
            };
        }

        @Override
        Sink.Take write(Sink sink, long offset, ByteBuffer data, Runnable release) {
            thread.lock();
            try {
                return sink.write(offset, data, release);
            } finally {
                thread.unlock();
            }
        }
    }

    private static final class CallsObserverAfterEnd extends Tampering {
        @Override
        CompletionStage<End> end(Delivery good, DeliveryObserver observer) {
            good.end().whenComplete((end, e) -> SOON.execute(() -> observer.sent(0)));
            return good.end();
        }
    }

    private static final class DeliveryEndsTwice extends Tampering {
        private final AtomicInteger looks = new AtomicInteger();

        @Override
        CompletionStage<End> end(Delivery good, DeliveryObserver observer) {
            return looks.getAndIncrement() == 0 ? good.end() : good.end().thenApply(how -> End.of(End.Kind.CLOSED));
        }
    }

    private static final class ClaimsLess extends Tampering {
        @Override
        Verification verification(Delivery good) {
            return Verification.NONE;
        }
    }

    private static final class IgnoresDeliveryClose extends Tampering {
        @Override
        void close(Delivery good) {
            // Not told, that is the fault.
        }
    }
}
