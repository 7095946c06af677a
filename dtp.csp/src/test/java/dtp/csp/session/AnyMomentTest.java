package dtp.csp.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Session;
import dtp.api.SessionListener;
import dtp.api.SessionState;
import dtp.api.SessionStatus;
import dtp.api.TransferOptions;
import dtp.api.TransferOptions.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done to a get in any moment of its course: each test does it before each event of the same run, one run after the other. */
class AnyMomentTest {
    private static final int MOST_EVENTS = 2_000;

    @TempDir
    Path folder;

    private final byte[] content = Station.bytes(3_000, 1);
    private final List<SessionState> states = new ArrayList<>();
    private int runs;
    private Station station;
    private Session session;

    /** Something that is done with the station and its one session. */
    private interface Deed {
        void run() throws IOException;
    }

    @BeforeEach
    void begin() throws IOException {
        states.clear();
        station = new Station(Files.createDirectory(folder.resolve("run" + runs)), runs++);
        station.remotes.host("sat").holds("image", content).latency(Duration.ofMillis(1));
        station.engine.listeners().add(new SessionListener() {
            @Override
            public void stateChanged(Session told, SessionStatus before, SessionStatus now) {
                states.add(now.state());
            }
        });
    }

    private void get(Durability level) throws IOException {
        session = station.engine.get(station.request("loop://sat/image")
                .options(TransferOptions.builder()
                        .durability(level)
                        .idleTimeout(Duration.ofSeconds(2))
                        .build())
                .build());
    }

    /** Of a get that lasts a second and has run 100 ms. */
    private void slowGet() throws IOException {
        station.remotes.host("sat").latency(Duration.ofSeconds(1));
        get(Durability.POWER_CUT);
        station.run(100);
        assertEquals(SessionState.RUNNING, state());
    }

    private SessionState state() {
        return session.status().state();
    }

    /** @return false: there is no such moment, the run is over before */
    private boolean reach(int moment) {
        int[] events = {0};
        return station.time.runUntil(() -> events[0]++ == moment || state().isTerminal(), Station.MINUTE_NS)
                && !state().isTerminal();
    }

    private void inAnyMomentAfter(Deed beginning, Deed then) throws IOException {
        for (int moment = 0; moment < MOST_EVENTS; moment++) {
            beginning.run();
            if (!reach(moment)) {
                assertTrue(moment > 2, "it was over at once");
                return;
            }
            then.run();
            station.kill();
            begin();
        }
        throw new AssertionError("it does not end");
    }

    private void assertNothingFollowsTheEnd() {
        station.run(60_000);
        assertTrue(state().isTerminal(), () -> "told " + states);
        assertEquals(
                List.of(state()),
                states.stream().filter(SessionState::isTerminal).toList(),
                () -> "told " + states);
        assertEquals(state(), states.get(states.size() - 1), () -> "told " + states);
        assertEquals(
                List.of(state()),
                station.engine.history(10).stream().map(s -> s.status().state()).toList());
    }

    private void assertCompleted() throws IOException {
        assertNothingFollowsTheEnd();
        assertEquals(SessionState.COMPLETED, state());
        assertArrayEquals(content, Files.readAllBytes(station.out()));
    }

    private void assertCancelled() throws IOException {
        assertNothingFollowsTheEnd();
        assertEquals(SessionState.CANCELLED, state());
        try (Stream<Path> left = Files.list(station.folder)) {
            assertEquals(List.of(station.folder.resolve("home")), left.toList());
        }
    }

    private void assertPausesOrIsComplete(Durability level) throws IOException {
        inAnyMomentAfter(() -> get(level), () -> {
            session.pause();
            if (station.settle(session) == SessionState.PAUSED) {
                assertFalse(Files.exists(station.out()));
                session.resume();
                station.settle(session);
            }
            assertCompleted();
        });
    }

    @Test
    void whoIsPausedStandsOrIsComplete() throws IOException {
        assertPausesOrIsComplete(Durability.POWER_CUT);
    }

    @Test
    void whoIsPausedStandsOrIsCompleteAlsoAtLevelProcess() throws IOException {
        assertPausesOrIsComplete(Durability.PROCESS);
    }

    @Test
    void whoIsCancelledIsGoneOrComplete() throws IOException {
        inAnyMomentAfter(() -> get(Durability.POWER_CUT), () -> {
            session.cancel(false);
            if (station.settle(session) == SessionState.COMPLETED) {
                assertCompleted();
            } else {
                assertCancelled();
            }
        });
    }

    /** All bytes came, but not with the digest that was told: they are fetched again. */
    private void startsOver() throws IOException {
        station.remotes.host("sat").corruptOnce(1_000);
        get(Durability.POWER_CUT);
        assertEquals(SessionState.FAILED, station.settle(session));
        station.remotes.host("sat").latency(Duration.ofSeconds(1));
        session.resume();
    }

    private void assertAsksNoMore() {
        SessionState at = station.settle(session);
        station.run(500); // what was asked a second ago may be heard in this moment
        int asked = station.remotes.host("sat").requests().size();
        station.run(60_000);
        assertEquals(asked, station.remotes.host("sat").requests().size(), "requests");
        assertEquals(at, state());
    }

    @Test
    void whoIsPausedWhileItStartsOverAsksForNothing() throws IOException {
        inAnyMomentAfter(this::startsOver, () -> {
            session.pause();
            assertAsksNoMore();
            session.resume();
            station.settle(session);
            assertCompleted();
        });
    }

    @Test
    void whoIsCancelledWhileItStartsOverIsGoneOrComplete() throws IOException {
        inAnyMomentAfter(this::startsOver, () -> {
            session.cancel(false);
            assertAsksNoMore();
            if (state() == SessionState.COMPLETED) {
                assertCompleted();
            } else {
                assertCancelled();
            }
        });
    }

    @Test
    void nothingWakesWhoIsBeingCancelled() throws IOException {
        inAnyMomentAfter(
                () -> {
                    slowGet();
                    session.pause();
                    assertEquals(SessionState.PAUSED, station.settle(session));
                    session.cancel(false);
                },
                () -> {
                    int asked = station.remotes.host("sat").requests().size();
                    session.resume();
                    station.engine.transports().remove(station.loop);
                    station.engine.transports().add(station.loop, Set.of("loop"), 0);
                    assertCancelled();
                    assertEquals(asked, station.remotes.host("sat").requests().size(), "requests");
                });
    }

    @Test
    void noReturningTransportWakesWhoIsBeingCancelled() throws IOException {
        inAnyMomentAfter(
                () -> {
                    slowGet();
                    station.engine.transports().remove(station.loop);
                    station.run(100);
                    assertEquals(SessionState.PAUSED, state());
                    session.cancel(false);
                },
                () -> {
                    int asked = station.remotes.host("sat").requests().size();
                    station.engine.transports().add(station.loop, Set.of("loop"), 0);
                    assertCancelled();
                    assertEquals(asked, station.remotes.host("sat").requests().size(), "requests");
                });
    }

    @Test
    void aCancelDoesNotKeepTheEngineFromStopping() throws IOException {
        inAnyMomentAfter(
                () -> {
                    slowGet();
                    session.cancel(false);
                },
                () -> {
                    station.stop();
                    assertCancelled();
                });
    }

    @Test
    void norDoesACancelWhileItStops() throws IOException {
        slowGet();
        for (int moment = 0; moment < 40; moment++) {
            var stopped = station.engine.stop().toCompletableFuture();
            reach(moment);
            session.cancel(false);
            assertTrue(station.time.runUntil(stopped::isDone, Station.MINUTE_NS), "still " + session.status());
            station.kill();
            begin();
            slowGet();
        }
    }
}
