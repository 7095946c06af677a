package dtp.csp.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.GetRequest;
import dtp.api.Reason;
import dtp.api.Session;
import dtp.api.SessionListener;
import dtp.api.SessionState;
import dtp.api.SessionStatus;
import dtp.api.TransferOptions;
import dtp.api.TransferOptions.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only so many gets run at once; the others wait for their turn, in order, and cost no descriptor. */
class TurnsTest {
    private static final int AT_ONCE = 3;
    private static final int ALL = 10;

    @TempDir
    Path folder;

    private Station station;
    private final byte[] content = Station.bytes(50_000, 1);
    private final List<Path> begun = new ArrayList<>();
    private int running;
    private int mostRunning;

    @BeforeEach
    void begin() throws IOException {
        station = new Station(folder, 1);
        station.remotes.host("sat").holds("image", content).rateBytesPerSecond(100_000);
        restart();
    }

    private void restart() throws IOException {
        station.stop();
        station.kill();
        EngineSettings all = EngineSettings.defaults();
        station.start(new EngineSettings(
                all.slabBudgetBytes(), true, all.uploadDurability(), all.uploadRetention(), 1_000, AT_ONCE));
        running = 0;
        station.engine.listeners().add(new SessionListener() {
            @Override
            public void stateChanged(Session session, SessionStatus before, SessionStatus now) {
                boolean runs = isRunning(now.state());
                running += (runs ? 1 : 0) - (isRunning(before.state()) ? 1 : 0);
                mostRunning = Math.max(mostRunning, running);
                if (now.state() == SessionState.RUNNING) {
                    begun.add(session.file().orElseThrow().getFileName());
                }
            }
        });
    }

    private static boolean isRunning(SessionState state) {
        return state == SessionState.RUNNING || state == SessionState.VERIFYING;
    }

    private Session get(int number, Durability level, int priority) throws IOException {
        return station.engine.get(GetRequest.to(folder.resolve("f" + number), Endpoint.parse("loop://sat/image"))
                .options(TransferOptions.builder()
                        .durability(level)
                        .priority(priority)
                        .build())
                .build());
    }

    private List<Session> getAll(Durability level) throws IOException {
        List<Session> all = new ArrayList<>();
        for (int i = 0; i < ALL; i++) {
            all.add(get(i, level, 5));
        }
        return all;
    }

    private static boolean waits(Session session) {
        SessionStatus status = session.status();
        return status.state() == SessionState.WAITING
                && status.reason()
                        .filter(r -> r.code() == Reason.Code.WAITING_TURN)
                        .isPresent();
    }

    private long filesOfSessions() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(p -> p.toString().endsWith(".dtp") || p.toString().endsWith(".part"))
                    .count();
        }
    }

    private void assertAllCompleteInOrder(List<Session> sessions) throws IOException {
        for (Session session : sessions) {
            assertEquals(SessionState.COMPLETED, station.settle(session));
            assertArrayEquals(content, Files.readAllBytes(session.file().orElseThrow()));
        }
        assertEquals(AT_ONCE, mostRunning);
    }

    private void assertOnlySoManyAtOnce(Durability level) throws IOException {
        List<Session> all = getAll(level);
        station.run(200);
        assertEquals(ALL - AT_ONCE, all.stream().filter(TurnsTest::waits).count());
        assertTrue(waits(all.get(AT_ONCE)) && waits(all.get(ALL - 1)));
        assertEquals(2 * AT_ONCE, filesOfSessions(), "files of sessions");
        assertAllCompleteInOrder(all);
        assertEquals(all.stream().map(s -> s.file().orElseThrow().getFileName()).toList(), begun);
    }

    @Test
    void whoIsAskedForAgainWithAnotherPriorityWaitsByThatOne() throws IOException {
        for (int i = 0; i < AT_ONCE + 3; i++) {
            get(i, Durability.POWER_CUT, 5);
        }
        station.run(10);
        get(AT_ONCE + 2, Durability.POWER_CUT, 0);
        station.run(60_000);
        assertEquals(Path.of("f" + (AT_ONCE + 2)), begun.get(AT_ONCE));
    }

    @Test
    void theOthersWaitInOrderAndHaveNoFiles() throws IOException {
        assertOnlySoManyAtOnce(Durability.POWER_CUT);
    }

    @Test
    void alsoAtLevelProcess() throws IOException {
        assertOnlySoManyAtOnce(Durability.PROCESS);
    }

    @Test
    void theSmallerPriorityGoesFirst() throws IOException {
        List<Session> all = getAll(Durability.POWER_CUT);
        Session urgent = get(ALL, Durability.POWER_CUT, 0);
        all.add(urgent);
        assertAllCompleteInOrder(all);
        assertEquals(AT_ONCE, begun.indexOf(Path.of("f" + ALL)));
    }

    @Test
    void whoIsPausedOrCancelledGivesItsTurnAway() throws IOException {
        List<Session> all = getAll(Durability.POWER_CUT);
        station.run(100);
        all.get(0).pause();
        all.get(1).cancel(false);
        assertEquals(SessionState.PAUSED, station.settle(all.get(0)));
        assertEquals(SessionState.CANCELLED, station.settle(all.get(1)));
        station.run(100);
        assertFalse(waits(all.get(AT_ONCE)) || waits(all.get(AT_ONCE + 1)));
        assertAllCompleteInOrder(all.subList(2, ALL));
        all.get(0).resume();
        assertEquals(SessionState.COMPLETED, station.settle(all.get(0)));
    }

    @Test
    void whoIsPausedOrCancelledWhileItWaitsIsPassedOver() throws IOException {
        List<Session> all = getAll(Durability.POWER_CUT);
        station.run(100);
        all.get(5).pause();
        all.get(6).cancel(false);
        assertEquals(SessionState.PAUSED, station.settle(all.get(5)));
        assertEquals(SessionState.CANCELLED, station.settle(all.get(6)));
        assertEquals(2 * AT_ONCE, filesOfSessions());
        assertEquals(SessionState.COMPLETED, station.settle(all.get(ALL - 1)));
        assertFalse(begun.contains(Path.of("f5")) || begun.contains(Path.of("f6")));
        all.get(5).resume();
        assertEquals(SessionState.COMPLETED, station.settle(all.get(5)));
        assertFalse(Files.exists(folder.resolve("f6")));
    }

    @Test
    void whoWaitsWhenTheProgramEndsGoesOnAtItsNextStart() throws IOException {
        List<Session> all = getAll(Durability.POWER_CUT);
        station.run(100);
        restart();
        List<Session> again = new ArrayList<>();
        for (Session session : all) {
            again.add(station.engine.find(session.id()).orElseThrow());
        }
        assertAllCompleteInOrder(again);
    }

    @Test
    void whoFetchesEverythingAgainDoesSoAlsoWhenItHadToWaitForItsTurn() throws IOException {
        station.remotes.host("sat").corruptOnce(1_234);
        Session wrong = get(0, Durability.POWER_CUT, 5);
        assertEquals(SessionState.FAILED, station.settle(wrong));
        for (int i = 1; i <= AT_ONCE; i++) {
            get(i, Durability.POWER_CUT, 5);
        }
        wrong.resume();
        station.run(100);
        assertTrue(waits(wrong));
        assertEquals(SessionState.COMPLETED, station.settle(wrong));
        assertArrayEquals(content, Files.readAllBytes(wrong.file().orElseThrow()));
    }

    @Test
    void whoWaitsIsStoredWithoutWaitingForTheDiskAndAfterAllThatRun() throws IOException {
        getAll(Durability.POWER_CUT);
        station.run(100);
        station.disk.forced().clear();
        station.stop();
        List<Path> parts = new ArrayList<>();
        for (int i = 0; i < ALL; i++) {
            parts.add(folder.resolve("f" + i + ".part"));
        }
        assertEquals(Set.copyOf(parts), Set.copyOf(station.disk.closedParts()));
        assertEquals(
                Set.copyOf(parts.subList(0, AT_ONCE)),
                Set.copyOf(station.disk.closedParts().subList(0, AT_ONCE)));
        for (Path forced : station.disk.forced()) {
            int number = forced.getFileName().toString().charAt(1) - '0';
            assertTrue(!forced.equals(folder) && number < AT_ONCE, "forced " + forced);
        }
    }

    @Test
    void nobodyBeginsWhileTheProgramEnds() throws IOException {
        getAll(Durability.POWER_CUT);
        station.run(100);
        station.stop();
        assertEquals(AT_ONCE, begun.size());
    }

    private void assertFewFilesWereOpen() {
        assertTrue(
                station.disk.mostOpenParts() <= 2 * AT_ONCE,
                () -> station.disk.mostOpenParts() + " .part files were open at once");
    }

    @Test
    void whoIsRefusedHasNoFileOpenAnyMoreAndGoesOnWhenItIsResumed() throws IOException {
        station.remotes.host("sat").refuse("image", Reason.Code.NOT_ALLOWED);
        List<Session> all = getAll(Durability.POWER_CUT);
        for (Session session : all) {
            assertEquals(SessionState.FAILED, station.settle(session));
        }
        station.run(100);
        assertEquals(List.of(), station.disk.openParts());
        assertFewFilesWereOpen();
        station.remotes.host("sat").refuseNoLonger("image");
        all.forEach(Session::resume);
        assertAllCompleteInOrder(all);
        assertFewFilesWereOpen();
    }

    @Test
    void whoHasNoRoomOnTheDiskHasNoFileOpenAnyMoreAndGoesOnWhenThereIsRoom() throws IOException {
        station.disk.usableSpace(content.length / 2);
        List<Session> sessions = getAll(Durability.POWER_CUT);
        for (Session session : sessions) {
            assertEquals(SessionState.PAUSED, station.settle(session));
            assertEquals(
                    Reason.Code.DISK_FULL,
                    session.status().reason().orElseThrow().code());
        }
        station.run(1_000);
        assertEquals(List.of(), station.disk.openParts());
        assertFewFilesWereOpen();
        station.disk.usableSpace(-1);
        sessions.forEach(Session::resume);
        assertAllCompleteInOrder(sessions);
    }

    @Test
    void whoIsPausedHasNoFileOpenAndLosesNothing() throws IOException {
        Session session = get(0, Durability.POWER_CUT, 5);
        station.run(300);
        session.pause();
        assertEquals(SessionState.PAUSED, station.settle(session));
        station.run(100);
        assertEquals(List.of(), station.disk.openParts());
        long held = session.status().heldBytes();
        assertTrue(held > 0);
        session.resume();
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertEquals(0, session.status().duplicateBytes());
        assertArrayEquals(content, Files.readAllBytes(session.file().orElseThrow()));
    }

    @Test
    void afterARestartOnlyWhoRunsHasFilesOpen() throws IOException {
        List<Session> all = getAll(Durability.POWER_CUT);
        station.run(100);
        restart();
        for (Session session : all) {
            assertEquals(
                    SessionState.COMPLETED,
                    station.settle(station.engine.find(session.id()).orElseThrow()));
        }
        assertFewFilesWereOpen();
    }

    @Test
    void whoWaitsAgainAfterARestartIsStoredAgainWithoutOpeningItsFiles() throws IOException {
        List<Session> all = getAll(Durability.POWER_CUT);
        station.run(100);
        restart();
        station.run(100);
        List<Path> waiting = new ArrayList<>();
        for (Session session : all) {
            Session again = station.engine.find(session.id()).orElseThrow();
            if (waits(again)) {
                waiting.add(again.file()
                        .orElseThrow()
                        .resolveSibling(again.file().orElseThrow().getFileName() + ".dtp"));
            }
        }
        assertEquals(ALL - AT_ONCE, waiting.size());
        station.disk.opened().clear();
        station.stop();
        assertTrue(station.disk.opened().stream().noneMatch(waiting::contains), "opened " + station.disk.opened());
        restart();
        for (Session session : all) {
            assertEquals(
                    SessionState.COMPLETED,
                    station.settle(station.engine.find(session.id()).orElseThrow()));
        }
    }
}
