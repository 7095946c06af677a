package dtp.csp.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.Session;
import dtp.api.SessionState;
import dtp.api.TransferOptions;
import dtp.api.Verification;
import dtp.api.payload.Digest;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A get on doubles: how it runs, rests, goes on and ends. */
class GetSessionTest extends ImageFixture {
    private void assertWhole() throws IOException {
        assertArrayEquals(content, Files.readAllBytes(station.out()));
        assertFalse(Files.exists(folder.resolve("out.bin.part")));
        assertFalse(Files.exists(folder.resolve("out.bin.dtp")));
    }

    @Test
    void bringsAFileAndComparesTheDigestThatTheSourceTells() throws IOException {
        Session session = station.get("loop://sat/image");
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertEquals(Verification.DIGEST, session.status().verification());
        assertEquals(SIZE, session.status().heldBytes());
        assertWhole();
    }

    @Test
    void bringsAnEmptyFileAndAFileOfOneByte() throws IOException {
        station.remotes.host("sat").holds("empty", new byte[0]).holds("one", new byte[] {7});
        Session empty =
                station.engine.get(dtp.api.GetRequest.to(folder.resolve("empty"), Endpoint.parse("loop://sat/empty"))
                        .build());
        Session one = station.engine.get(dtp.api.GetRequest.to(folder.resolve("one"), Endpoint.parse("dtp8://sat/one"))
                .build());
        assertEquals(SessionState.COMPLETED, station.settle(empty));
        assertEquals(SessionState.COMPLETED, station.settle(one));
        assertEquals(0, Files.size(folder.resolve("empty")));
        assertArrayEquals(new byte[] {7}, Files.readAllBytes(folder.resolve("one")));
    }

    @Test
    void learnsTheSizeAtTheVeryEndWhereTheSourceTellsItOnlyThen() throws IOException {
        Session session = station.get("pushy://sat/image");
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertWhole();
    }

    @Test
    void isNotVerifiedWhereNobodyTellsADigest() throws IOException {
        Session session = station.get("dtp8://sat/image");
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertEquals(Verification.NONE, session.status().verification());
        assertTrue(session.status().payload().digest().isEmpty());
        assertWhole();
    }

    @Test
    void comparesTheDigestOfTheRequestWhereTheSourceTellsNone() throws IOException {
        Digest digest =
                station.remotes.host("sat").content("image").orElseThrow().digest();
        Session session = station.engine.get(
                station.request("dtp8://sat/image").digest(digest).build());
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertEquals(Verification.DIGEST, session.status().verification());
        assertEquals(digest, session.status().payload().digest().orElseThrow());
    }

    @Test
    void publishesNothingWithoutTheDigestThatIsRequired() throws IOException {
        Session session = station.engine.get(
                station.request("dtp8://sat/image").requireDigest(true).build());
        assertEquals(SessionState.FAILED, station.settle(session));
        assertEquals(Reason.Code.NO_DIGEST, code(session));
        assertFalse(Files.exists(station.out()));
        assertEquals(SIZE, Files.size(folder.resolve("out.bin.part")));
    }

    @Test
    void publishesNothingWhenTheDigestIsAnotherAndFetchesAnewOnResume() throws IOException {
        station.remotes.host("sat").corruptOnce(1234);
        Session session = station.get("loop://sat/image");
        assertEquals(SessionState.FAILED, station.settle(session));
        assertEquals(Reason.Code.DIGEST_MISMATCH, code(session));
        assertFalse(Files.exists(station.out()));
        session.resume();
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertWhole();
    }

    @Test
    void fetchesAnewAlsoWhenItsTransportCameLaterThanTheResume() throws IOException {
        station.remotes.host("sat").corruptOnce(1234);
        Session session = station.get("loop://sat/image");
        assertEquals(SessionState.FAILED, station.settle(session));
        station.engine.transports().remove(station.loop);
        session.resume();
        station.run(1_000);
        assertEquals(Reason.Code.TRANSPORT_GONE, code(session));
        station.engine.transports().add(station.loop, Set.of("loop"), 0);
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertWhole();
    }

    @Test
    void takesOverTheModificationTime() throws IOException {
        Instant modified = Instant.parse("2020-02-02T02:02:02Z");
        station.remotes.host("sat").tellsModified(modified);
        station.settle(station.get("loop://sat/image"));
        assertEquals(modified, Files.getLastModifiedTime(station.out()).toInstant());
    }

    @Test
    void goesOnAfterAPauseWithoutFetchingAgainWhatItHolds() throws IOException {
        Session session = station.get("loop://sat/image");
        station.run(1_500);
        session.pause();
        assertEquals(SessionState.PAUSED, station.settle(session));
        long held = session.status().heldBytes();
        assertTrue(held > 50_000 && held < SIZE, "held " + held);
        assertEquals(session.received(), session.durable());
        session.resume();
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertEquals(0, session.status().duplicateBytes());
        assertWhole();
    }

    @Test
    void pausesWhenItsTransportGoesAndGoesOnWhenItIsBack() throws IOException {
        Session session = station.get("loop://sat/image");
        station.run(1_000);
        station.engine.transports().remove(station.loop);
        station.run(1_000);
        assertEquals(SessionState.PAUSED, session.status().state());
        assertEquals(Reason.Code.TRANSPORT_GONE, code(session));
        station.engine.transports().add(station.loop, Set.of("loop"), 0);
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertWhole();
    }

    @Test
    void givesUpAfterTheRetriesAndKeepsWhatCame() throws IOException {
        station.remotes.host("sat").fallSilentAfter(100_000);
        Session session = station.get("loop://sat/image");
        station.run(500);
        station.remotes.host("sat").goAway();
        assertEquals(SessionState.PAUSED, station.settle(session));
        assertEquals(Reason.Code.RETRIES_EXHAUSTED, code(session));
        assertTrue(session.status().heldBytes() > 0);
        station.remotes.host("sat").comeBack();
        session.resume();
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertWhole();
    }

    @Test
    void waitsForContactAsLongAsItTakesWhenAskedTo() throws IOException {
        TransferOptions waits = TransferOptions.builder()
                .waitForContact(true)
                .retries(1)
                .idleTimeout(java.time.Duration.ofSeconds(1))
                .build();
        station.remotes.host("sat").goAway();
        Session session = station.engine.get(
                station.request("loop://sat/image").options(waits).build());
        station.run(120_000);
        assertEquals(SessionState.PAUSED, session.status().state());
        assertEquals(Reason.Code.NO_CONTACT, code(session));
        station.remotes.host("sat").comeBack();
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertWhole();
    }

    @Test
    void failsAtOnceWhenTheOnlySourceRefuses() throws IOException {
        Session session = station.get("loop://sat/nothing");
        assertEquals(SessionState.FAILED, station.settle(session));
        assertEquals(Reason.Code.NOT_FOUND, code(session));
        assertEquals(1, station.remotes.host("sat").requests().size());
    }

    @Test
    void leavesOutASourceThatRefusesWhileAnotherServes() throws IOException {
        station.remotes.host("other").refuse("image", Reason.Code.NOT_ALLOWED);
        Session session = station.get("loop://other/image", "loop://sat/image");
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertEquals(Reason.Code.NOT_ALLOWED, session.status().notes().get(0).code());
        assertWhole();
    }

    @Test
    void sharesTheWorkAmongSources() throws IOException {
        station.remotes.host("other").holds("image", content).rateBytesPerSecond(100_000);
        Session session = station.get("loop://sat/image", "dtp8://other/image");
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertTrue(station.remotes.host("other").sentBytes() > SIZE / 10);
        assertTrue(station.remotes.host("sat").sentBytes() > SIZE / 10);
        assertWhole();
    }

    @Test
    void leavesOutASourceWhosePayloadHasAnotherSize() throws IOException {
        byte[] others = Station.bytes(SIZE + 1, 2);
        station.remotes.host("other").holds("image", others).rateBytesPerSecond(100_000);
        Session session = station.get("loop://sat/image", "dtp8://other/image");
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertTrue(session.status().notes().stream().anyMatch(n -> n.code() == Reason.Code.SOURCES_DIFFER));
        boolean othersSpokeFirst = session.status().payload().size().getAsLong() == SIZE + 1;
        assertArrayEquals(othersSpokeFirst ? others : content, Files.readAllBytes(station.out()));
    }

    @Test
    void failsWhenTheSourceChangesBetweenRequestsAndKeepsAllBytes() throws IOException {
        Session session = station.get("dtp8://sat/image");
        station.run(1_000);
        session.pause();
        station.settle(session);
        long held = session.status().heldBytes();
        station.remotes.host("sat").holds("image", Station.bytes(SIZE - 5_000, 3));
        session.resume();
        assertEquals(SessionState.FAILED, station.settle(session));
        assertEquals(Reason.Code.SOURCE_CHANGED, code(session));
        assertEquals(held, session.status().heldBytes());
        station.remotes.host("sat").holds("image", content);
        session.resume();
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertWhole();
    }

    @Test
    void neverMixesTwoStreamsOfASourceThatTellsNoVersion() throws IOException {
        station.remotes.host("sat").breakAfter(100_000);
        Session session = station.get("stream://sat/image");
        station.run(500);
        station.remotes.host("sat").holds("image", Station.bytes(SIZE, 9));
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertArrayEquals(Station.bytes(SIZE, 9), Files.readAllBytes(station.out()));
    }

    @Test
    void neverTouchesAFinishedFileUnlessToldToReplaceIt() throws IOException {
        Files.writeString(station.out(), "precious");
        assertThrows(FileAlreadyExistsException.class, () -> station.get("loop://sat/image"));
        assertEquals("precious", Files.readString(station.out()));
        Session session = station.engine.get(
                station.request("loop://sat/image").replace(true).build());
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertWhole();
    }

    @Test
    void endsWithoutTouchingAFileThatCameIntoBeingMeanwhile() throws IOException {
        Session session = station.get("loop://sat/image");
        station.run(500);
        Files.writeString(station.out(), "precious");
        assertEquals(SessionState.FAILED, station.settle(session));
        assertEquals(Reason.Code.EXISTS, code(session));
        assertEquals("precious", Files.readString(station.out()));
        Files.delete(station.out());
        session.resume();
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertWhole();
    }

    @Test
    void cancelKeepsOrDeletesTheFilesAsTold() throws IOException {
        Session kept = station.get("loop://sat/image");
        station.run(1_000);
        kept.cancel(true);
        assertEquals(SessionState.CANCELLED, station.settle(kept));
        assertTrue(Files.exists(folder.resolve("out.bin.dtp")));
        Session again = station.engine.load(station.out());
        assertEquals(kept.id(), again.id());
        assertTrue(again.status().heldBytes() > 0);
        again.cancel(false);
        assertEquals(SessionState.CANCELLED, station.settle(again));
        assertFalse(Files.exists(folder.resolve("out.bin.dtp")));
        assertFalse(Files.exists(folder.resolve("out.bin.part")));
    }

    @Test
    void getOverAnUnfinishedSessionOfTheSamePayloadGoesOnAndOfAnotherIsRefused() throws IOException {
        Session first = station.get("loop://sat/image");
        station.run(1_000);
        station.stop();
        station.start(EngineSettings.defaults());
        Session second = station.get("loop://sat/image");
        assertEquals(first.id(), second.id());
        assertThrows(FileAlreadyExistsException.class, () -> station.get("loop://sat/another"));
        assertEquals(SessionState.COMPLETED, station.settle(second));
        assertWhole();
    }

    @Test
    void getFromAnotherEndpointGoesOnWithASessionThatTheCallerVouchesFor() throws IOException {
        station.remotes.host("mirror").holds("copy", content);
        Session first = station.get("loop://sat/image");
        station.run(1_000);
        station.stop();
        station.start(EngineSettings.defaults());
        Session second = station.engine.get(
                station.request("dtp8://mirror/copy").adopt(true).build());
        assertEquals(first.id(), second.id());
        assertEquals(SessionState.COMPLETED, station.settle(second));
        assertWhole();
    }

    @Test
    void whatTheCallerVouchesForIsStillComparedByItsDigest() throws IOException {
        station.get("loop://sat/image");
        station.run(1_000);
        station.stop();
        station.start(EngineSettings.defaults());
        Digest other = Digest.parse("sha256:" + "ab".repeat(32));
        assertThrows(
                FileAlreadyExistsException.class,
                () -> station.engine.get(station.request("loop://sat/another")
                        .adopt(true)
                        .digest(other)
                        .build()));
    }

    @Test
    void resumesFromAnotherEndpointOverAnotherProtocol() throws IOException {
        station.remotes.host("mirror").holds("copy", content);
        Session session = station.get("dtp8://sat/image");
        station.run(1_000);
        session.pause();
        station.settle(session);
        session.resumeFrom(java.util.List.of(Endpoint.parse("loop://mirror/copy")));
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertEquals(Verification.DIGEST, session.status().verification());
        assertWhole();
    }

    @Test
    void refusesAnUnknownTransportAtOnceUnlessItIsToBeAwaited() throws IOException {
        assertThrows(
                IllegalArgumentException.class,
                () -> station.engine.get(station.request("carrier://pigeon/x")
                        .awaitTransport(false)
                        .build()));
        Session waits = station.get("carrier://pigeon/x");
        station.run(1_000);
        assertEquals(Reason.Code.TRANSPORT_GONE, code(waits));
    }
}
