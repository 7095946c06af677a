package dtp.csp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.Session;
import dtp.api.SessionState;
import dtp.api.TransferOptions;
import dtp.api.TransferOptions.Durability;
import dtp.api.Verification;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Digest;
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
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A remote that still computes its digest while the last byte is here already, as a DTP server does of a small payload. */
class LateDigestTest {
    @TempDir
    Path folder;

    private final LateTransport late = new LateTransport();
    private Station station;

    @BeforeEach
    void begin() throws IOException {
        station = new Station(folder, 1);
        station.engine.transports().add(late, Set.of("late"), 0);
    }

    private Session bytesAreHere(byte[] content) throws IOException {
        return bytesAreHere(content, Durability.POWER_CUT);
    }

    private Session bytesAreHere(byte[] content, Durability level) throws IOException {
        Session session = station.engine.get(station.request("late://sat/image")
                .options(TransferOptions.builder().durability(level).build())
                .build());
        station.run(100);
        late.sink.describe(PayloadInfo.named("image").size(content.length));
        if (content.length > 0) {
            late.sink.write(0, ByteBuffer.wrap(content));
        }
        station.run(5_000);
        return session;
    }

    private static Digest digest(byte[] content) throws Exception {
        return new Digest(
                Digest.SHA_256, MessageDigest.getInstance(Digest.SHA_256).digest(content));
    }

    @Test
    void aDigestThatComesBehindTheLastByteIsCompared() throws Exception {
        int tried = 0;
        for (int size : new int[] {0, 1_000, 0, 1_000}) {
            byte[] content = Station.bytes(size, 1);
            Session session = bytesAreHere(content, tried++ < 2 ? Durability.POWER_CUT : Durability.PROCESS);
            late.sink.describe(PayloadInfo.named("image").digest(digest(content)));
            late.end.complete(End.of(End.Kind.ENDED));
            assertEquals(SessionState.COMPLETED, station.settle(session));
            assertEquals(Verification.DIGEST, session.status().verification());
            Files.delete(station.out());
        }
    }

    @Test
    void aWrongDigestThatComesBehindTheLastByteIsNoticed() throws Exception {
        assertWrongDigestIsNoticed(Durability.POWER_CUT);
    }

    @Test
    void aWrongDigestIsNoticedAtLevelProcessThoughNothingWasHashedBeforeItCame() throws Exception {
        assertWrongDigestIsNoticed(Durability.PROCESS);
    }

    private void assertWrongDigestIsNoticed(Durability level) throws Exception {
        Session session = bytesAreHere(new byte[1_000], level);
        late.sink.describe(PayloadInfo.named("image").digest(digest(new byte[1])));
        late.end.complete(End.of(End.Kind.ENDED));
        assertEquals(SessionState.FAILED, station.settle(session));
        assertEquals(
                Reason.Code.DIGEST_MISMATCH,
                session.status().reason().orElseThrow().code());
    }

    @Test
    void whereNobodyTellsADigestOneIsComputedForTheRecordButNotAtLevelProcess() throws Exception {
        byte[] content = Station.bytes(1_000, 1);
        for (Durability level : Durability.values()) {
            Session session = bytesAreHere(content, level);
            late.end.complete(End.of(End.Kind.ENDED));
            assertEquals(SessionState.COMPLETED, station.settle(session));
            assertEquals(Verification.NONE, session.status().verification());
            station.run(100);
            assertEquals(
                    level == Durability.PROCESS ? Optional.empty() : Optional.of(digest(content)),
                    station.engine.history(1).get(0).status().payload().digest());
            Files.delete(station.out());
        }
    }

    @Test
    void aRequestThatEndsInTroubleWithoutItsDigestLeavesTheFileUnverified() throws Exception {
        Session session = bytesAreHere(new byte[1_000]);
        late.end.complete(End.of(
                End.Kind.PERMANENT, Reason.of(Reason.Code.NOT_FOUND, "the remote has deleted the payload meanwhile")));
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertEquals(Verification.NONE, session.status().verification());
    }

    @Test
    void whoseTransportGoesWhileItsDigestIsAwaitedEndsWithoutItWhereAnotherSourceIsLeft() throws Exception {
        LateTransport other = new LateTransport();
        station.engine.transports().add(other, Set.of("other"), 0);
        byte[] content = Station.bytes(1_000, 1);
        late.silent = true;
        Session session = station.get("late://sat/image", "other://sat/image");
        station.run(100);
        late.sink.describe(PayloadInfo.named("image").size(content.length));
        late.sink.write(0, ByteBuffer.wrap(content));
        station.run(1_000);
        other.end.complete(End.of(End.Kind.ENDED));
        station.run(1_000);
        assertEquals(SessionState.RUNNING, session.status().state());
        station.engine.transports().remove(late);
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertEquals(Verification.NONE, session.status().verification());
    }

    @Test
    void whoseTransportIsReplacedWhileItsDigestIsAwaitedEndsWithoutIt() throws Exception {
        late.silent = true;
        Session session = bytesAreHere(new byte[1_000]);
        station.engine.transports().remove(late);
        station.engine.transports().add(late, Set.of("late"), 0);
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertEquals(Verification.NONE, session.status().verification());
    }

    /** One source with one open fetch, both played by the test. */
    private static final class LateTransport implements Transport {
        private Sink sink;
        private CompletableFuture<End> end;
        /** What is stopped does not end at once. */
        private boolean silent;

        @Override
        public void check(Endpoint endpoint) {}

        @Override
        public Source source(Endpoint endpoint, TransferOptions options) {
            return new Source() {
                @Override
                public CompletionStage<Contact> contact() {
                    return CompletableFuture.completedStage(
                            new Contact(End.of(End.Kind.ENDED), PayloadInfo.named("image")));
                }

                @Override
                public SourceTraits traits() {
                    return SourceTraits.ranged(8);
                }

                @Override
                public Fetch fetch(IntervalSet wanted, Sink into) {
                    sink = into;
                    end = new CompletableFuture<>();
                    return new Fetch() {
                        @Override
                        public CompletionStage<End> end() {
                            return end;
                        }

                        @Override
                        public void cancel() {
                            if (!silent) {
                                end.complete(End.of(End.Kind.CANCELLED));
                            }
                        }
                    };
                }

                @Override
                public void throughput(long bytesPerSecond) {}

                @Override
                public void close() {
                    if (end != null && !silent) {
                        end.complete(End.of(End.Kind.CLOSED));
                    }
                }
            };
        }

        @Override
        public Delivery deliver(Payload payload, Endpoint target, TransferOptions options, DeliveryObserver observer) {
            throw new IllegalStateException("nothing is put here");
        }
    }
}
