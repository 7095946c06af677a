package dtp.tck.broken;

import dtp.api.link.CspLink;
import dtp.api.link.CspLinkFactory;
import dtp.api.link.CspLinkReceiver;
import dtp.api.link.CspLinkSettings;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** All links in this file are wrong, each in one way, and named after the sentence that it breaks. */
public final class BrokenLinks {
    private static final Executor SOON = CompletableFuture.delayedExecutor(30, TimeUnit.MILLISECONDS);

    private BrokenLinks() {}

    /** One or more for every sentence. */
    public static List<Broken<UnaryOperator<CspLinkFactory>>> all() {
        return List.of(
                new Broken<>("l01", "waits for its device", good -> (settings, receiver) -> {
                    if (settings.text().startsWith("void")) {
                        Tampering.block(1_000);
                    }
                    return good.open(settings, receiver);
                }),
                new Broken<>("l01", "takes any text", good -> (settings, receiver) -> {
                    boolean side = settings.text().contains("side=a")
                            || settings.text().contains("side=b");
                    boolean known = side && !settings.text().contains("lost");
                    return known ? good.open(settings, receiver) : new Passing(good.open(elsewhere(), receiver));
                }),
                new Broken<>(
                        "l02",
                        "keeps the frame",
                        good -> (settings, receiver) -> new Keeping(good.open(settings, receiver))),
                new Broken<>(
                        "l03",
                        "throws when there is no room",
                        good -> (settings, receiver) -> new Throwing(good.open(settings, receiver))),
                new Broken<>(
                        "l04",
                        "calls the receiver after close",
                        good -> (settings, receiver) -> new CallingLate(good.open(settings, receiver), receiver)),
                new Broken<>("l04", "leaks a thread", good -> (settings, receiver) -> {
                    Thread thread = new Thread(() -> Tampering.block(20_000), "leaked");
                    thread.setDaemon(true);
                    thread.start();
                    return good.open(settings, receiver);
                }),
                new Broken<>(
                        "l05",
                        "calls from several threads",
                        good -> (settings, receiver) -> good.open(settings, new Parallel(receiver))),
                new Broken<>(
                        "l06",
                        "tells no state",
                        good -> (settings, receiver) -> good.open(settings, new Mute(receiver))));
    }

    private static CspLinkSettings elsewhere() {
        return new CspLinkSettings("elsewhere" + System.nanoTime() + "?side=a", 1, 1, 2048);
    }

    /** Passes everything on. */
    private static class Passing implements CspLink {
        private final CspLink good;

        Passing(CspLink good) {
            this.good = good;
        }

        @Override
        public boolean send(int nextHop, ByteBuffer frame) {
            return good.send(nextHop, frame);
        }

        @Override
        public void close() {
            good.close();
        }
    }

    private static final class Keeping extends Passing {
        private final ConcurrentLinkedQueue<ByteBuffer> kept = new ConcurrentLinkedQueue<>();
        private volatile boolean closed;

        Keeping(CspLink good) {
            super(good);
        }

        @Override
        public boolean send(int nextHop, ByteBuffer frame) {
            kept.add(frame);
            SOON.execute(() -> super.send(nextHop, kept.remove()));
            return !closed;
        }

        @Override
        public void close() {
            closed = true;
            super.close();
        }
    }

    private static final class Throwing extends Passing {
        private boolean closed;

        Throwing(CspLink good) {
            super(good);
        }

        @Override
        public boolean send(int nextHop, ByteBuffer frame) {
            if (closed) {
                throw new IllegalStateException("closed");
            }
            return super.send(nextHop, frame);
        }

        @Override
        public void close() {
            closed = true;
            super.close();
        }
    }

    private static final class CallingLate extends Passing {
        private final CspLinkReceiver receiver;

        CallingLate(CspLink good, CspLinkReceiver receiver) {
            super(good);
            this.receiver = receiver;
        }

        @Override
        public void close() {
            super.close();
            SOON.execute(() -> receiver.state(false, "closed"));
        }
    }

    private static class Mute implements CspLinkReceiver {
        final CspLinkReceiver receiver;

        Mute(CspLinkReceiver receiver) {
            this.receiver = receiver;
        }

        @Override
        public boolean frame(ByteBuffer headerAndData) {
            return receiver.frame(headerAndData);
        }

        @Override
        public void rejected(String why) {
            receiver.rejected(why);
        }

        @Override
        public void state(boolean up, String why) {
            // Nobody is told, that is the fault.
        }
    }

    private static final class Parallel extends Mute {
        Parallel(CspLinkReceiver receiver) {
            super(receiver);
        }

        @Override
        public boolean frame(ByteBuffer headerAndData) {
            if (headerAndData.remaining() == 30) {
                ByteBuffer copy = ByteBuffer.allocate(30).put(headerAndData).flip();
                Thread thread = new Thread(() -> receiver.frame(copy));
                thread.start();
                return true;
            }
            return receiver.frame(headerAndData);
        }

        @Override
        public void state(boolean up, String why) {
            receiver.state(up, why);
        }
    }
}
