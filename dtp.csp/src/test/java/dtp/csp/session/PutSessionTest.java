package dtp.csp.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.PutRequest;
import dtp.api.Reason;
import dtp.api.Session;
import dtp.api.SessionState;
import dtp.api.TransferOptions;
import dtp.api.Verification;
import dtp.api.payload.Payload;
import dtp.api.transport.Delivery;
import dtp.api.transport.DeliveryObserver;
import dtp.api.transport.Source;
import dtp.api.transport.Transport;
import dtp.csp.store.Owner;
import dtp.csp.store.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A put on doubles: who drives it does not matter, and it goes on like a get. */
class PutSessionTest {
    @TempDir
    Path folder;

    private Station station;
    private Path file;
    private final byte[] content = Station.bytes(200_000, 4);

    @BeforeEach
    void begin() throws IOException {
        station = new Station(folder, 1);
        station.remotes.host("sat").rateBytesPerSecond(100_000);
        file = Files.write(folder.resolve("upload.bin"), content);
    }

    private Session put(String target, TransferOptions options) {
        return station.engine.put(PutRequest.of(file, Endpoint.parse(target), options));
    }

    private static TransferOptions options() {
        return TransferOptions.builder().idleTimeout(Duration.ofSeconds(2)).build();
    }

    private void assertStored() {
        assertArrayEquals(
                content,
                station.remotes.host("sat").content("new").orElseThrow().bytes());
    }

    @Test
    void bringsAFileToARemoteThatAsksForIt() {
        Session session = put("pushy://sat/new", options());
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertEquals(Verification.DIGEST, session.status().verification());
        assertStored();
    }

    @Test
    void bringsAFileToARemoteThatListsWhatItMisses() {
        Session session = put("loop://sat/new", options());
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertEquals(content.length, session.status().heldBytes());
        assertStored();
    }

    @Test
    void goesOnAfterTheLineBroke() {
        station.remotes.host("sat").breakAfter(90_000);
        Session session = put("loop://sat/new", options());
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertEquals(2, session.status().rounds());
        assertStored();
    }

    @Test
    void failsAtOnceWhenTheRemoteRefuses() {
        station.remotes.host("sat").refuse("new", Reason.Code.NOT_ALLOWED);
        Session session = put("loop://sat/new", options());
        assertEquals(SessionState.FAILED, station.settle(session));
        assertEquals(
                Reason.Code.NOT_ALLOWED, session.status().reason().orElseThrow().code());
    }

    @Test
    void failsInWordsWhenTheFileIsNotThere() throws IOException {
        Files.delete(file);
        Session session = put("loop://sat/new", options());
        assertEquals(SessionState.FAILED, station.settle(session));
        assertEquals(
                Reason.Code.NOT_FOUND, session.status().reason().orElseThrow().code());
        assertTrue(session.status().reason().orElseThrow().text().contains("upload.bin"));
    }

    @Test
    void pausesWhenItsTransportGoesAndGoesOnWhenItIsBack() {
        Session session = put("loop://sat/new", options());
        station.run(1_000);
        station.engine.transports().remove(station.loop);
        station.run(1_000);
        assertEquals(
                Reason.Code.TRANSPORT_GONE,
                session.status().reason().orElseThrow().code());
        station.engine.transports().add(station.loop, Set.of("loop"), 0);
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertStored();
    }

    /** As a node whose configuration was changed: it goes while it is asked, and another is there at once. */
    private Transport replacedWhileItIsAsked() {
        return new Transport() {
            @Override
            public void check(Endpoint endpoint) {}

            @Override
            public Source source(Endpoint endpoint, TransferOptions options) {
                return station.loop.source(endpoint, options);
            }

            @Override
            public Delivery deliver(
                    Payload payload, Endpoint target, TransferOptions options, DeliveryObserver observer) {
                station.engine.transports().remove(this);
                return station.loop.deliver(payload, target, options, observer);
            }
        };
    }

    @Test
    void goesOnWhenItsTransportIsReplacedWhileItIsAsked() {
        station.engine.transports().add(replacedWhileItIsAsked(), Set.of("loop"), 1);
        Session session = put("loop://sat/new", options());
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertStored();
    }

    @Test
    void isTriedAgainAsOftenAsAllowedAndThenWaitsForTheUser() {
        station.remotes.host("sat").busyFor(100);
        Session session = put("loop://sat/new", options());
        assertEquals(SessionState.PAUSED, station.settle(session));
        assertEquals(
                Reason.Code.RETRIES_EXHAUSTED,
                session.status().reason().orElseThrow().code());
        assertEquals(6, session.status().rounds());
        station.remotes.host("sat").busyFor(0);
        session.resume();
        assertEquals(SessionState.COMPLETED, station.settle(session));
    }

    @Test
    void runsAgainAfterARestartOfTheProgram() throws IOException {
        Session session = put("loop://sat/new", options());
        station.run(500);
        station.kill();
        station.start(EngineSettings.defaults());
        Session again = station.engine.find(session.id()).orElseThrow();
        assertEquals(SessionState.COMPLETED, station.settle(again));
        assertStored();
    }

    @Test
    void pauseAndResumeGoOn() {
        Session session = put("loop://sat/new", options());
        station.run(500);
        session.pause();
        assertEquals(SessionState.PAUSED, station.settle(session));
        session.resume();
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertStored();
    }

    private Session afterRestart(Session before) throws IOException {
        station.run(100);
        station.stop();
        station.kill();
        station.start(EngineSettings.defaults());
        station.run(10_000);
        return station.engine.find(before.id()).orElseThrow();
    }

    @Test
    void staysPausedAfterARestartWhenTheUserPausedIt() throws IOException {
        Session session = put("loop://sat/new", options());
        station.run(500);
        session.pause();
        station.settle(session);
        Session after = afterRestart(session);
        assertEquals(SessionState.PAUSED, after.status().state());
        assertEquals(Reason.Code.USER, after.status().reason().orElseThrow().code());
        assertEquals(0, after.status().rounds());
        after.resume();
        assertEquals(SessionState.COMPLETED, station.settle(after));
        assertStored();
    }

    @Test
    void staysFailedAfterARestartUntilItIsResumed() throws IOException {
        station.remotes.host("sat").refuse("new", Reason.Code.NOT_ALLOWED);
        Session session = put("loop://sat/new", options());
        station.settle(session);
        Session after = afterRestart(session);
        assertEquals(SessionState.FAILED, after.status().state());
        assertEquals(
                Reason.Code.NOT_ALLOWED, after.status().reason().orElseThrow().code());
        assertEquals(0, after.status().rounds());
        after.resume();
        assertEquals(SessionState.FAILED, station.settle(after));
        assertEquals(1, after.status().rounds());
    }

    @Test
    void goesOnAfterAKillWhenItWasResumedBefore() throws IOException {
        Session session = put("loop://sat/new", options());
        station.run(500);
        session.pause();
        station.settle(session);
        session.resume();
        station.run(100);
        station.kill();
        station.start(EngineSettings.defaults());
        assertEquals(
                SessionState.COMPLETED,
                station.settle(station.engine.find(session.id()).orElseThrow()));
    }

    @Test
    void isForgottenWhenItCompletesAfterARestart() throws IOException {
        Session session = put("loop://sat/new", options());
        station.run(500);
        station.kill();
        station.start(EngineSettings.defaults());
        station.settle(station.engine.find(session.id()).orElseThrow());
        station.run(100);
        station.stop();
        station.kill();
        station.start(EngineSettings.defaults());
        assertTrue(station.engine.find(session.id()).isEmpty());
    }

    @Test
    void isLeftToTheLivingProcessThatRunsIt() {
        Path state = folder.resolve("state");
        UUID id = new UUID(1, 2);
        PutRequest request = PutRequest.of(file, Endpoint.parse("loop://sat/new"), options());
        Owner other = new Owner(7, "boot", 1);
        new HomeLedger(state, new Machine(other, true), Instant::now)
                .put(id, new Ledger.Put(request, Optional.empty()));
        Owner self = new Owner(8, "boot", 2);
        assertEquals(
                Set.of(),
                new HomeLedger(state, new Machine(self, true), Instant::now)
                        .puts()
                        .keySet());
        assertEquals(
                Set.of(id),
                new HomeLedger(state, new Machine(self, false), Instant::now)
                        .puts()
                        .keySet());
    }

    /** A machine on which this process runs, and all others do or do not. */
    private record Machine(Owner self, boolean othersLive) implements Processes {
        @Override
        public boolean alive(Owner owner) {
            return othersLive || owner.equals(self);
        }
    }
}
