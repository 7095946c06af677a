package dtp.tck.broken;

import dtp.api.Verification;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Offer;
import dtp.api.transport.Peer;
import dtp.api.transport.Reception;
import dtp.api.transport.Served;
import dtp.api.transport.Serving;
import dtp.tck.doubles.PassingReception;
import dtp.tck.doubles.PassingServed;
import dtp.tck.doubles.PassingServing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
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
                new Broken<>("v01", IGNORES_BUNDLES, PassingServing::new),
                new Broken<>("v02", "fails in its own words", good -> new PassingServing(good) {
                    @Override
                    public CompletionStage<Served> open(String name, Peer peer) {
                        return super.open(name, peer)
                                .exceptionallyCompose(e -> CompletableFuture.failedStage(
                                        new UncheckedIOException(new IOException("no such file: " + name))));
                    }
                }),
                new Broken<>("v03", "closes once only", good -> new PassingServing(good) {
                    @Override
                    public CompletionStage<Served> open(String name, Peer peer) {
                        return super.open(name, peer).thenApply(ClosedOnce::new);
                    }
                }),
                new Broken<>("v04", "takes two uploads of one name", good -> new PassingServing(good) {
                    @Override
                    public CompletionStage<Reception> receive(Offer offer, Peer peer) {
                        return super.receive(offer, peer).exceptionallyCompose(e -> super.receive(other(offer), peer));
                    }
                }),
                new Broken<>("v05", "hides why a commit failed", HidingReasons::new),
                new Broken<>("v06", ANSWERS_EARLY, PassingServing::new),
                new Broken<>("v07", "closes a reception once only", good -> new PassingServing(good) {
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

    /** Fails commits in words of its own. */
    private static final class HidingReasons extends PassingServing {
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

    private static final class ClosedOnce extends PassingServed {
        private boolean closed;

        ClosedOnce(Served good) {
            super(good);
        }

        @Override
        public void close() {
            if (closed) {
                throw new IllegalStateException("closed");
            }
            closed = true;
            super.close();
        }
    }
}
