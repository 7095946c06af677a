package dtp.csp.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.GetRequest;
import dtp.api.Reason;
import dtp.api.Session;
import dtp.api.SessionState;
import dtp.tck.doubles.RemoteHost;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A get that was told what its payload is, and of which not a byte has come: nothing can be mixed, so it begins with what is there. */
class NothingHeldTest extends ImageFixture {
    private static final Instant BEFORE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");

    private RemoteHost sat;
    private final byte[] other = Station.bytes(SIZE - 5_000, 3);

    @BeforeEach
    void aSourceThatTellsATimeAndNoDigest() {
        sat = station.remotes.host("sat").tellsDigest(false).tellsModified(BEFORE);
    }

    /** Told what there is, and nothing more. */
    private Session told(GetRequest request) throws IOException {
        sat.fallSilentAfter(0);
        Session session = station.engine.get(request);
        station.run(1_000);
        assertEquals(SIZE, session.status().payload().size().getAsLong());
        assertEquals(0, session.status().heldBytes());
        return session;
    }

    private Session told() throws IOException {
        return told(station.request("loop://sat/image").build());
    }

    private Session resumed(Session session) {
        session.pause();
        assertEquals(SessionState.PAUSED, station.settle(session));
        session.resume();
        station.settle(session);
        return session;
    }

    private void assertWhole(Session session, byte[] expected) throws IOException {
        assertEquals(SessionState.COMPLETED, session.status().state());
        assertArrayEquals(expected, Files.readAllBytes(station.out()));
    }

    @Test
    void itGoesOnFromACopyWithAnotherTimeWhichTheFileGets() throws IOException {
        Session session = told();
        sat.tellsModified(NOW);
        assertWhole(resumed(session), content);
        assertEquals(NOW, Files.getLastModifiedTime(station.out()).toInstant());
    }

    @Test
    void itGoesOnWithAPayloadOfAnotherSize() throws IOException {
        Session session = told();
        sat.holds("image", other);
        assertWhole(resumed(session), other);
    }

    @Test
    void itGoesOnSoAfterAKill() throws IOException {
        Session session = told();
        station.kill();
        sat.holds("image", other).tellsModified(NOW);
        station.start(EngineSettings.defaults());
        Session again = station.engine.find(session.id()).orElseThrow();
        station.settle(again);
        assertWhole(again, other);
    }

    @Test
    void whatNoLongerBindsIsGoneFromTheJournalBeforeAnythingComes() throws IOException {
        Session session = told();
        session.pause();
        station.settle(session);
        sat.goAway();
        session.resume();
        station.run(100);
        station.kill();
        station.start(EngineSettings.defaults());
        Session again = station.engine.find(session.id()).orElseThrow();
        assertTrue(again.status().payload().size().isEmpty());
        assertTrue(again.status().payload().modified().isEmpty());
    }

    @Test
    void aChangeWhileItRunsEndsItAndSaysThatAResumeBegins() throws IOException {
        Session session = told();
        sat.holds("image", other);
        assertEquals(SessionState.FAILED, station.settle(session));
        assertEquals(Reason.Code.SOURCE_CHANGED, code(session));
        String said = session.status().reason().orElseThrow().text();
        assertTrue(said.contains("Nothing had come"), said);
        session.resume();
        station.settle(session);
        assertWhole(session, other);
    }

    @Test
    void theDigestThatWasDemandedHolds() throws IOException {
        Session session = told(station.request("loop://sat/image")
                .digest(Station.digest(content))
                .build());
        sat.holds("image", Station.bytes(SIZE, 3)).tellsModified(NOW);
        resumed(session);
        assertEquals(SessionState.FAILED, session.status().state());
        assertEquals(Reason.Code.DIGEST_MISMATCH, code(session));
        assertFalse(Files.exists(station.out()));
        sat.holds("image", content);
        session.resume();
        station.settle(session);
        assertWhole(session, content);
    }

    @Test
    void aDigestThatWasToldHoldsAndACopyOfAnotherTimeIsComparedWithIt() throws IOException {
        sat.tellsDigest(true);
        Session session = told();
        sat.tellsDigest(false).tellsModified(NOW);
        assertWhole(resumed(session), content);
        assertEquals(
                Station.digest(content), session.status().payload().digest().orElseThrow());
    }

    @Test
    void aDigestThatWasToldIsNotExchangedForAnother() throws IOException {
        sat.tellsDigest(true);
        Session session = told();
        sat.holds("image", Station.bytes(SIZE, 3));
        resumed(session);
        assertEquals(SessionState.FAILED, session.status().state());
        assertEquals(Reason.Code.SOURCE_CHANGED, code(session));
    }

    @Test
    void oneByteThatIsHeldBindsItToWhatWasTold() throws IOException {
        sat.fallSilentAfter(1);
        Session session = station.get("loop://sat/image");
        station.run(1_000);
        assertEquals(1, session.status().heldBytes());
        sat.tellsModified(NOW);
        resumed(session);
        assertEquals(SessionState.FAILED, session.status().state());
        assertEquals(Reason.Code.SOURCE_CHANGED, code(session));
        sat.tellsModified(BEFORE);
        session.resume();
        station.settle(session);
        assertWhole(session, content);
    }
}
