package dtp.csp.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.GetRequest;
import dtp.api.Reason;
import dtp.api.Session;
import dtp.api.SessionState;
import dtp.api.TransferOptions;
import dtp.api.TransferOptions.Durability;
import dtp.api.Verification;
import dtp.api.payload.Digest;
import dtp.api.payload.Payload;
import dtp.api.transport.Delivery;
import dtp.api.transport.DeliveryObserver;
import dtp.api.transport.Source;
import dtp.api.transport.Transport;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A get that is asked for again, with other options, while the engine has its session open. */
class AskedAgainTest extends ImageFixture {
    private static final Digest OTHER = Digest.parse("sha256:" + "ab".repeat(32));

    @BeforeEach
    void hear() {
        station.engine.transports().add(heard, Set.of("heard"), 0);
    }

    /** dtp8 under another name, which keeps the options it is asked with. */
    private final HeardTransport heard = new HeardTransport();

    private final class HeardTransport implements Transport {
        private final List<TransferOptions> options = new ArrayList<>();

        @Override
        public void check(Endpoint endpoint) {}

        @Override
        public Source source(Endpoint endpoint, TransferOptions asked) {
            options.add(asked);
            return station.dtp8.source(Endpoint.parse("dtp8://sat/image"), asked);
        }

        @Override
        public Delivery deliver(Payload payload, Endpoint target, TransferOptions with, DeliveryObserver observer) {
            throw new IllegalStateException("nothing is put here");
        }

        private TransferOptions last() {
            return options.get(options.size() - 1);
        }
    }

    private Session paused(String source) throws IOException {
        Session session = station.get(source);
        station.run(1_000);
        session.pause();
        assertEquals(SessionState.PAUSED, station.settle(session));
        return session;
    }

    private Session demanding(Digest digest) throws IOException {
        return station.engine.get(
                station.request("dtp8://sat/image").digest(digest).build());
    }

    private GetRequest.Builder with(TransferOptions options) {
        return GetRequest.to(station.out(), Endpoint.parse("heard://sat/image")).options(options);
    }

    @Test
    void publishesNothingWhoseDigestIsNotTheOneDemandedAtTheResume() throws IOException {
        Session session = paused("dtp8://sat/image");
        Session again = demanding(OTHER);
        assertEquals(session.id(), again.id());
        assertEquals(SessionState.FAILED, station.settle(again));
        assertEquals(Reason.Code.DIGEST_MISMATCH, code(again));
        assertFalse(Files.exists(station.out()));
    }

    @Test
    void comparesTheDigestDemandedAtTheResume() throws IOException {
        paused("dtp8://sat/image");
        Digest right = Station.digest(content);
        Session again = demanding(right);
        assertEquals(SessionState.COMPLETED, station.settle(again));
        assertEquals(Verification.DIGEST, again.status().verification());
        assertEquals(right, again.status().payload().digest().orElseThrow());
        assertArrayEquals(content, Files.readAllBytes(station.out()));
    }

    @Test
    void failsWhereTheSourceTellsAnotherDigestThanTheOneDemandedAtTheResume() throws IOException {
        station.remotes.host("sat").goAway();
        Session session = station.get("loop://sat/image");
        assertEquals(SessionState.PAUSED, station.settle(session));
        station.remotes.host("sat").comeBack();
        Session again = station.engine.get(
                station.request("loop://sat/image").digest(OTHER).build());
        assertEquals(SessionState.FAILED, station.settle(again));
        assertFalse(Files.exists(station.out()));
    }

    @Test
    void refusesADigestThatContradictsTheOneThatTheSourceHasTold() throws IOException {
        Session session = paused("loop://sat/image");
        assertThrows(
                FileAlreadyExistsException.class,
                () -> station.engine.get(
                        station.request("loop://sat/image").digest(OTHER).build()));
        assertEquals(SessionState.PAUSED, session.status().state());
    }

    @Test
    void publishesNothingWithoutTheDigestThatIsRequiredAtTheResume() throws IOException {
        paused("dtp8://sat/image");
        Session again = station.engine.get(
                station.request("dtp8://sat/image").requireDigest(true).build());
        assertEquals(SessionState.FAILED, station.settle(again));
        assertEquals(Reason.Code.NO_DIGEST, code(again));
        assertFalse(Files.exists(station.out()));
        Session told = demanding(Station.digest(content));
        assertEquals(SessionState.COMPLETED, station.settle(told));
        assertEquals(Verification.DIGEST, told.status().verification());
    }

    @Test
    void aDigestIsDemandedStillWhenItIsAskedForAgainWithoutIt() throws IOException {
        paused("dtp8://sat/image");
        Session demanded = demanding(OTHER);
        station.run(100);
        demanded.pause();
        station.settle(demanded);
        Session again = station.get("dtp8://sat/image");
        assertEquals(SessionState.FAILED, station.settle(again));
        assertEquals(Reason.Code.DIGEST_MISMATCH, code(again));
    }

    @Test
    void aDigestDemandedOfASessionAtRestOutlivesTheProgramWheneverThatIsKilled() throws IOException {
        paused("dtp8://sat/image");
        demanding(OTHER);
        station.kill();
        station.start(EngineSettings.defaults());
        Session again = station.engine.load(station.out());
        again.resume();
        assertEquals(SessionState.FAILED, station.settle(again));
        assertEquals(Reason.Code.DIGEST_MISMATCH, code(again));
    }

    @Test
    void aMistypedDigestIsCorrectedWithoutFetchingAnythingAgain() throws IOException {
        paused("dtp8://sat/image");
        Session session = demanding(OTHER);
        assertEquals(SessionState.FAILED, station.settle(session));
        Digest right = Station.digest(content);
        assertThrows(FileAlreadyExistsException.class, () -> demanding(right));
        long sent = station.remotes.host("sat").sentBytes();
        Session corrected = station.engine.get(
                station.request("dtp8://sat/image").adopt(true).digest(right).build());
        assertEquals(SessionState.COMPLETED, station.settle(corrected));
        assertEquals(Verification.DIGEST, corrected.status().verification());
        assertEquals(sent, station.remotes.host("sat").sentBytes());
    }

    @Test
    void aCorrectionThatIsWrongAsWellFetchesEverythingAnewAtTheNextResume() throws IOException {
        paused("dtp8://sat/image");
        Session session = demanding(OTHER);
        assertEquals(SessionState.FAILED, station.settle(session));
        Digest another = Digest.parse("sha256:" + "cd".repeat(32));
        station.engine.get(
                station.request("dtp8://sat/image").adopt(true).digest(another).build());
        assertEquals(SessionState.FAILED, station.settle(session));
        long sent = station.remotes.host("sat").sentBytes();
        session.resume();
        assertEquals(SessionState.FAILED, station.settle(session));
        assertTrue(station.remotes.host("sat").sentBytes() >= sent + SIZE);
        assertFalse(Files.exists(station.out()));
    }

    @Test
    void theMtuAndTheRateOfTheResumeHoldFromThenOn() throws IOException {
        station.engine.get(with(TransferOptions.builder().mtu(1_000).build()).build());
        station.run(1_000);
        Session session = station.engine.sessions().get(0);
        session.pause();
        station.settle(session);
        assertEquals(1_000, heard.last().mtu().getAsInt());
        station.engine.get(with(TransferOptions.builder()
                        .mtu(200)
                        .throughputBytesPerSecond(50_000)
                        .build())
                .build());
        station.run(500);
        assertEquals(200, heard.last().mtu().getAsInt());
        assertEquals(50_000, heard.last().throughputBytesPerSecond().getAsLong());
        assertEquals(200, station.engine.inspect(station.out()).options().mtu().getAsInt());
        session.pause();
        station.settle(session);
        session.resume();
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertEquals(200, heard.last().mtu().getAsInt());
    }

    @Test
    void aRateThatIsToBeFoundIsFoundAfterARestartToo() throws IOException {
        station.engine.get(
                with(TransferOptions.builder().findThroughput().build()).build());
        station.run(1_000);
        station.stop();
        station.start(EngineSettings.defaults());
        assertTrue(station.engine.inspect(station.out()).options().findsThroughput());
    }

    @Test
    void optionsAreTakenAlsoWhileTheContactIsWaitedFor() throws IOException {
        TransferOptions waits = TransferOptions.builder()
                .waitForContact(true)
                .retries(1)
                .idleTimeout(java.time.Duration.ofSeconds(1))
                .build();
        station.remotes.host("sat").goAway();
        Session session = station.engine.get(with(waits).build());
        station.run(120_000);
        assertEquals(Reason.Code.NO_CONTACT, code(session));
        station.engine.get(with(waits.with().mtu(200).build()).digest(OTHER).build());
        station.remotes.host("sat").comeBack();
        assertEquals(SessionState.FAILED, station.settle(session));
        assertEquals(Reason.Code.DIGEST_MISMATCH, code(session));
        assertEquals(200, heard.last().mtu().getAsInt());
    }

    @Test
    void aSessionThatRunsRefusesOtherOptionsInWordsAndRunsOn() throws IOException {
        Session session = station.get("dtp8://sat/image");
        station.run(1_000);
        List<GetRequest.Builder> others = List.of(
                station.request("dtp8://sat/image").digest(OTHER),
                station.request("dtp8://sat/image").requireDigest(true),
                station.request("dtp8://sat/image").replace(true),
                station.request("dtp8://sat/image", "loop://sat/image"),
                station.request("dtp8://sat/image")
                        .options(TransferOptions.builder().mtu(200).build()));
        for (GetRequest.Builder other : others) {
            IOException refusal = assertThrows(IOException.class, () -> station.engine.get(other.build()));
            assertTrue(refusal.getMessage().contains("runs"), refusal.getMessage());
        }
        assertEquals(SessionState.RUNNING, session.status().state());
        assertEquals(session.id(), station.get("dtp8://sat/image").id());
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertArrayEquals(content, Files.readAllBytes(station.out()));
    }

    @Test
    void theRefusalNamesWhatIsOther() throws IOException {
        station.engine.get(with(TransferOptions.builder().mtu(1_000).build()).build());
        station.run(1_000);
        IOException refusal = assertThrows(
                IOException.class,
                () -> station.engine.get(with(TransferOptions.builder().mtu(200).build())
                        .digest(OTHER)
                        .build()));
        assertTrue(refusal.getMessage().contains("mtu 200 instead of 1000"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("digest " + OTHER), refusal.getMessage());
        assertFalse(refusal.getMessage().contains("retries"), refusal.getMessage());
    }

    @Test
    void theLevelOfTheResumeIsWhatItsBytesSurvive() throws IOException {
        station.engine.get(
                with(TransferOptions.builder().durability(Durability.PROCESS).build())
                        .build());
        Session session = station.engine.sessions().get(0);
        station.run(1_000);
        session.pause();
        station.settle(session);
        station.engine.get(with(TransferOptions.defaults()).build());
        assertEquals(SessionState.COMPLETED, station.settle(session));
        station.run(100);
        // only the higher level makes a digest that nobody compares
        assertEquals(
                Station.digest(content),
                station.engine.history(1).get(0).status().payload().digest().orElseThrow());
    }
}
