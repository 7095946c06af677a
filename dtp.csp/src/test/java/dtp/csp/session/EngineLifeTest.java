package dtp.csp.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.HoleException;
import dtp.api.PartialContent;
import dtp.api.Reason;
import dtp.api.Session;
import dtp.api.SessionListener;
import dtp.api.SessionState;
import dtp.api.SessionStatus;
import dtp.api.StoredSession;
import dtp.api.VerificationReport;
import dtp.api.interval.Interval;
import dtp.api.interval.IntervalSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What the engine remembers, tells and shows: restarts, kills, listeners, partial content, history, verification. */
class EngineLifeTest extends ImageFixture {
    private <T> T result(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        assertTrue(station.time.runUntil(future::isDone, Station.MINUTE_NS), "no answer in a minute");
        return future.join();
    }

    @Test
    void aSessionThatRanGoesOnByItselfAfterAStop() throws IOException {
        Session before = station.get("loop://sat/image");
        station.run(1_500);
        station.stop();
        long held = before.status().heldBytes();
        station.start(EngineSettings.defaults());
        Session after = station.engine.find(before.id()).orElseThrow();
        assertEquals(held, after.status().heldBytes());
        assertEquals(SessionState.COMPLETED, station.settle(after));
        assertArrayEquals(content, Files.readAllBytes(station.out()));
    }

    @Test
    void aSessionThatTheUserPausedStaysPausedAfterAStop() throws IOException {
        Session before = station.get("loop://sat/image");
        station.run(1_500);
        before.pause();
        station.settle(before);
        station.stop();
        station.start(EngineSettings.defaults());
        station.run(10_000);
        Session after = station.engine.find(before.id()).orElseThrow();
        assertEquals(SessionState.PAUSED, after.status().state());
        assertEquals(Reason.Code.USER, after.status().reason().orElseThrow().code());
    }

    @Test
    void aKillInTheMomentInWhichAGetAnswersLeavesItKnown() throws IOException {
        Session before = station.get("loop://sat/image");
        station.kill();
        station.start(EngineSettings.defaults());
        Session after = station.engine.find(before.id()).orElseThrow();
        assertEquals(SessionState.COMPLETED, station.settle(after));
        assertArrayEquals(content, Files.readAllBytes(station.out()));
    }

    @Test
    void aKillInTheMomentInWhichAGetTakesUpWhatTheHomeForgotLeavesItKnown() throws IOException {
        Session before = station.get("loop://sat/image");
        station.run(1_500);
        station.stop();
        try (var remembered = Files.list(folder.resolve("home/state/sessions"))) {
            for (var entry : remembered.toList()) {
                Files.delete(entry);
            }
        }
        station.start(EngineSettings.defaults());
        assertTrue(station.engine.find(before.id()).isEmpty());
        assertEquals(before.id(), station.get("loop://sat/image").id());
        station.kill();
        station.start(EngineSettings.defaults());
        assertTrue(station.engine.find(before.id()).isPresent());
    }

    @Test
    void aKillCostsAtMostTheLossBound() throws IOException {
        Session before = station.get("loop://sat/image");
        station.run(2_500);
        long held = before.status().heldBytes();
        long boundMs = before.status().lossBoundMs();
        station.kill();
        station.start(EngineSettings.defaults());
        Session after = station.engine.find(before.id()).orElseThrow();
        assertTrue(after.status().heldBytes() >= held - 100 * boundMs - 8192, "at 100 bytes a ms");
        assertEquals(SessionState.COMPLETED, station.settle(after));
        assertArrayEquals(content, Files.readAllBytes(station.out()));
    }

    @Test
    void anEngineThatDoesNotResumeOnStartOnlyListsWhatIsStored() throws IOException {
        Session before = station.get("loop://sat/image");
        station.run(1_500);
        station.stop();
        EngineSettings defaults = EngineSettings.defaults();
        station.start(new EngineSettings(
                defaults.slabBudgetBytes(),
                false,
                defaults.uploadDurability(),
                defaults.uploadRetention(),
                defaults.mostStoredUploads(),
                defaults.mostRunning()));
        assertTrue(station.engine.sessions().isEmpty());
        StoredSession stored = station.engine.stored().get(0);
        assertEquals(before.id(), stored.id());
        assertEquals(SessionState.PAUSED, stored.status().state());
        assertEquals(before.status().heldBytes(), stored.held().bytes());
        assertFalse(stored.inUse());
        assertTrue(station.engine.forget(station.out()));
        assertTrue(station.engine.stored().isEmpty());
        assertTrue(Files.exists(folder.resolve("out.bin.part")));
    }

    @Test
    void inspectOfAnOpenSessionAnswersFromMemory() throws IOException {
        Session session = station.get("loop://sat/image");
        station.run(1_500);
        StoredSession look = station.engine.inspect(station.out());
        assertEquals(session.received(), look.held());
        assertTrue(look.inUse());
        assertEquals(
                look.id(), station.engine.inspect(folder.resolve("out.bin.dtp")).id());
    }

    @Test
    void theHistoryRemembersWhatWasFinishedAndVerifyComparesWithIt() throws IOException {
        Session session = station.get("dtp8://sat/image");
        station.settle(session);
        station.run(100);
        StoredSession finished = station.engine.history(10).get(0);
        assertEquals(session.id(), finished.id());
        assertEquals(SessionState.COMPLETED, finished.status().state());
        VerificationReport good = result(station.engine.verify(station.out()));
        assertEquals(VerificationReport.Outcome.VERIFIED, good.outcome());
        Files.write(station.out(), new byte[] {1}, java.nio.file.StandardOpenOption.APPEND);
        assertEquals(
                VerificationReport.Outcome.MISMATCH,
                result(station.engine.verify(station.out())).outcome());
        assertTrue(station.engine.forget(station.out()));
        assertEquals(
                VerificationReport.Outcome.NO_DIGEST_KNOWN,
                result(station.engine.verify(station.out())).outcome());
    }

    @Test
    void verifyReadsAnUnfinishedSessionBack() throws IOException {
        Session session = station.get("loop://sat/image");
        station.run(1_500);
        session.pause();
        station.settle(session);
        VerificationReport report = result(station.engine.verify(station.out()));
        assertEquals(VerificationReport.Outcome.INCOMPLETE, report.outcome());
        assertEquals(session.status().heldBytes(), report.bytes());
    }

    @Test
    void whoWaitsForTheStoresHasHisTurnWhileALargeFileIsVerified() throws IOException {
        byte[] large = Station.bytes(20_000_000, 4);
        Files.write(station.out(), large);
        byte[] changed = large.clone();
        changed[large.length - 1]++;
        CompletionStage<VerificationReport> report = station.engine.verify(station.out());
        station.tasks().execute(Tasks.Lane.STORES, () -> {
            try {
                Files.write(station.out(), changed); // shows how far the reading was
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertEquals(
                Station.digest(changed),
                result(report).computed().orElseThrow(),
                "it was read to its end on the stores' lane");
    }

    @Test
    void listenersAreToldEveryStateInOrderAndProgressTwiceASecondAtMost() throws IOException {
        List<SessionState> states = new ArrayList<>();
        List<Long> progress = new ArrayList<>();
        station.engine.listeners().add(new SessionListener() {
            @Override
            public void stateChanged(Session session, SessionStatus before, SessionStatus now) {
                states.add(now.state());
            }

            @Override
            public void progress(Session session, SessionStatus now) {
                progress.add(now.heldBytes());
            }
        });
        station.settle(station.get("loop://sat/image"));
        assertEquals(List.of(SessionState.RUNNING, SessionState.VERIFYING, SessionState.COMPLETED), states);
        assertTrue(progress.size() >= 3 && progress.size() <= 7, "3 s of progress: " + progress);
    }

    @Test
    void aListenerThatThrowsHarmsNobody() throws IOException {
        station.engine.listeners().add((session, before, now) -> {
            throw new IllegalStateException("thrown by a test");
        });
        assertEquals(SessionState.COMPLETED, station.settle(station.get("loop://sat/image")));
    }

    @Test
    void theRateAndWhatRemainsAreMeasured() throws IOException {
        Session session = station.get("loop://sat/image");
        station.run(2_000);
        long rate = session.status().rateBytesPerSecond();
        assertTrue(rate > 80_000 && rate < 120_000, "rate " + rate);
        long remainingMs = session.status().remainingMs().orElseThrow();
        assertTrue(remainingMs > 500 && remainingMs < 2_000, "remaining " + remainingMs);
    }

    @Test
    void contentIsReadableWhileItHasHolesAndAfterPublishing() throws IOException {
        Session session = station.get("loop://sat/image");
        station.run(1_500);
        try (PartialContent reader = session.content()) {
            ByteBuffer some = ByteBuffer.allocate(1_000);
            assertEquals(1_000, reader.read(5, some));
            assertArrayEquals(java.util.Arrays.copyOfRange(content, 5, 1_005), some.array());
            HoleException hole =
                    assertThrows(HoleException.class, () -> reader.read(SIZE - 1, ByteBuffer.allocate(10)));
            assertTrue(hole.hole().end() == SIZE && hole.hole().start() > 0);
            CompletionStage<Void> all = reader.await(new Interval(0, SIZE));
            assertEquals(SessionState.COMPLETED, station.settle(session));
            result(all);
            SeekableByteChannel channel = reader.channel(Duration.ZERO);
            assertEquals(SIZE, channel.size());
            assertArrayEquals(content, reader.stream(Duration.ZERO).readAllBytes());
            assertEquals(-1, reader.read(SIZE, ByteBuffer.allocate(1)));
        }
        try (PartialContent late = session.content()) {
            assertArrayEquals(content, late.stream(Duration.ZERO).readAllBytes());
        }
    }

    @Test
    void whoAwaitsBytesIsToldWhenTheSessionEndsWithoutThem() throws IOException {
        Session session = station.get("loop://sat/image");
        station.run(500);
        try (PartialContent reader = session.content()) {
            CompletableFuture<Void> all = reader.await(new Interval(0, SIZE)).toCompletableFuture();
            session.cancel(true);
            station.settle(session);
            station.run(10);
            assertTrue(all.isCompletedExceptionally());
        }
    }

    @Test
    void settledIsToldAgainAfterAResume() throws IOException {
        Session session = station.get("loop://sat/image");
        session.pause();
        assertEquals(SessionState.PAUSED, station.settle(session));
        session.resume();
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertEquals(SessionState.COMPLETED, station.settle(session));
    }

    @Test
    void pauseAndResumeAndCancelInOneBreathEndCancelled() throws IOException {
        Session session = station.get("loop://sat/image");
        session.pause();
        session.resume();
        session.pause();
        session.cancel(false);
        assertEquals(SessionState.CANCELLED, station.settle(session));
        assertFalse(Files.exists(folder.resolve("out.bin.dtp")));
        assertEquals(IntervalSet.empty(), session.durable().minus(session.received()));
    }
}
