package dtp.tck.broken;

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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** All servings in this file are wrong, each in one way, and named after the sentence that it breaks. */
public final class BrokenServings {
    /** Told by the harness: nothing happens when the bundle goes. */
    public static final String IGNORES_BUNDLES = "does not notice that the bundle goes";

    /** Told by the harness: nothing is visible when a commit has completed. */
    public static final String ANSWERS_EARLY = "answers before it has stored";

    private BrokenServings() {}

    /** One for every sentence. */
    public static List<Broken<UnaryOperator<Serving>>> all() {
        return List.of(
                new Broken<>("v01", IGNORES_BUNDLES, Passing::new),
                new Broken<>("v02", "fails in its own words", good -> new Passing(good) {
                    @Override
                    public CompletionStage<Served> open(String name, Peer peer) {
                        return super.open(name, peer)
                                .exceptionallyCompose(e -> CompletableFuture.failedStage(
                                        new UncheckedIOException(new IOException("no such file: " + name))));
                    }
                }),
                new Broken<>("v03", "closes once only", good -> new Passing(good) {
                    @Override
                    public CompletionStage<Served> open(String name, Peer peer) {
                        return super.open(name, peer).thenApply(ClosedOnce::new);
                    }
                }),
                new Broken<>("v04", "takes two uploads of one name", good -> new Passing(good) {
                    @Override
                    public CompletionStage<Reception> receive(Offer offer, Peer peer) {
                        return super.receive(offer, peer).exceptionallyCompose(e -> super.receive(other(offer), peer));
                    }
                }),
                new Broken<>("v05", "hides why a commit failed", HidingReasons::new),
                new Broken<>("v06", ANSWERS_EARLY, Passing::new),
                new Broken<>("v07", "closes a reception once only", good -> new Passing(good) {
                    @Override
                    public CompletionStage<Reception> receive(Offer offer, Peer peer) {
                        return super.receive(offer, peer).thenApply(r -> new PassingReception(r) {
                            private boolean closed;

                            @Override
                            public void close() {
                                if (closed) {
                                    throw new IllegalStateException("closed");
                                }
                                closed = true;
                                super.close();
                            }
                        });
                    }
                }));
    }

    private static Offer other(Offer offer) {
        return new Offer(PayloadInfo.named("other").learn(offer.payload()), offer.resumable());
    }

    /** Passes everything on. */
    private static class Passing implements Serving {
        private final Serving good;

        Passing(Serving good) {
            this.good = good;
        }

        @Override
        public CompletionStage<Served> open(String name, Peer peer) {
            return good.open(name, peer);
        }

        @Override
        public CompletionStage<Reception> receive(Offer offer, Peer peer) {
            return good.receive(offer, peer);
        }

        @Override
        public CompletionStage<List<PayloadInfo>> list(Peer peer) {
            return good.list(peer);
        }
    }

    /** Fails commits in words of its own. */
    private static final class HidingReasons extends Passing {
        HidingReasons(Serving good) {
            super(good);
        }

        @Override
        public CompletionStage<Reception> receive(Offer offer, Peer peer) {
            return super.receive(offer, peer).thenApply(r -> new PassingReception(r) {
                @Override
                public CompletionStage<Verification> commit(long size) {
                    return super.commit(size).exceptionally(e -> {
                        throw new CompletionException(new IOException("commit failed", e));
                    });
                }
            });
        }
    }

    private static class PassingReception implements Reception {
        private final Reception good;

        PassingReception(Reception good) {
            this.good = good;
        }

        @Override
        public UUID session() {
            return good.session();
        }

        @Override
        public IntervalSet missing() {
            return good.missing();
        }

        @Override
        public Sink sink() {
            return good.sink();
        }

        @Override
        public CompletionStage<Verification> commit(long size) {
            return good.commit(size);
        }

        @Override
        public void suspend(String why) {
            good.suspend(why);
        }

        @Override
        public void abandon(String why) {
            good.abandon(why);
        }

        @Override
        public void onStop(Consumer<Reason> stop) {
            good.onStop(stop);
        }

        @Override
        public void close() {
            good.close();
        }
    }

    private static final class ClosedOnce implements Served {
        private final Served good;
        private boolean closed;

        ClosedOnce(Served good) {
            this.good = good;
        }

        @Override
        public Payload payload() {
            return good.payload();
        }

        @Override
        public void sent(long bytes) {
            good.sent(bytes);
        }

        @Override
        public long throughputBytesPerSecond() {
            return good.throughputBytesPerSecond();
        }

        @Override
        public void onStop(Consumer<Reason> stop) {
            good.onStop(stop);
        }

        @Override
        public void close() {
            if (closed) {
                throw new IllegalStateException("closed");
            }
            closed = true;
            good.close();
        }
    }
}
