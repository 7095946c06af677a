package dtp.csp.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Reason;
import dtp.api.Session;
import dtp.api.SessionState;
import dtp.csp.store.SessionFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks that are full, fail, or hold what is not ours: a clear word, and nothing lost. */
class DiskTroubleTest {
    @TempDir
    Path folder;

    private Station station;
    private final byte[] content = Station.bytes(300_000, 1);

    @BeforeEach
    void begin() throws IOException {
        station = new Station(folder, 1);
        station.remotes.host("sat").holds("image", content).rateBytesPerSecond(100_000);
    }

    private Reason reason(Session session) {
        return session.status().reason().orElseThrow();
    }

    private void assertCompletesOnResume(Session session) throws IOException {
        session.resume();
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertArrayEquals(content, Files.readAllBytes(station.out()));
    }

    private static void assertSays(IOException e, String... parts) {
        for (String part : parts) {
            assertTrue(e.getMessage().contains(part), () -> e.getMessage() + " should say " + part);
        }
    }

    @Test
    void pausesWhenTheDiskGetsFullAndGoesOnOnResume() throws IOException {
        Session session = station.get("loop://sat/image");
        station.run(1_000);
        station.disk.failWrites(new IOException("No space left on device"));
        assertEquals(SessionState.PAUSED, station.settle(session));
        assertEquals(Reason.Code.DISK_FULL, reason(session).code());
        assertEquals(session.received(), session.durable());
        station.disk.failWrites(null);
        assertCompletesOnResume(session);
    }

    @Test
    void pausesAtOnceWhenThePayloadCannotFit() throws IOException {
        station.disk.usableSpace(200_000);
        Session session = station.get("loop://sat/image");
        assertEquals(SessionState.PAUSED, station.settle(session));
        assertEquals(Reason.Code.DISK_FULL, reason(session).code());
        station.disk.usableSpace(1_000_000);
        assertCompletesOnResume(session);
    }

    @Test
    void believesNothingThatASyncThatFailedWasToMakeDurable() throws IOException {
        Session session = station.get("loop://sat/image");
        station.run(900);
        long durable = session.status().durableBytes();
        station.disk.failForces(1);
        assertEquals(SessionState.PAUSED, station.settle(session));
        assertEquals(Reason.Code.IO_ERROR, reason(session).code());
        assertTrue(session.status().durableBytes() >= durable);
        long sentBefore = station.remotes.host("sat").sentBytes();
        long kept = session.status().heldBytes();
        assertCompletesOnResume(session);
        assertTrue(station.remotes.host("sat").sentBytes() - sentBefore >= content.length - kept);
    }

    @Test
    void comesToRestWhenTheSyncFailsAndItsLossCannotBeRecordedEither() throws IOException {
        Session session = station.get("loop://sat/image");
        station.run(900);
        station.disk.failForces(1);
        station.disk.failStateForces(1);
        assertEquals(SessionState.PAUSED, station.settle(session));
        assertEquals(Reason.Code.IO_ERROR, reason(session).code());
        assertCompletesOnResume(session);
    }

    @Test
    void takesNothingInBeforeALossThatIsOwedIsRecorded() throws IOException {
        Session session = station.get("loop://sat/image");
        station.run(900);
        station.disk.failForces(1);
        station.disk.failStateForces(Integer.MAX_VALUE);
        assertEquals(SessionState.PAUSED, station.settle(session));
        long sent = station.remotes.host("sat").sentBytes();
        session.resume();
        station.run(1);
        assertEquals(SessionState.PAUSED, station.settle(session));
        assertEquals(Reason.Code.IO_ERROR, reason(session).code());
        assertEquals(sent, station.remotes.host("sat").sentBytes());
        station.disk.failStateForces(0);
        assertCompletesOnResume(session);
    }

    @Test
    void fetchesNothingAnewBeforeWhatWasGivenUpIsRecordedAsGone() throws IOException {
        station.remotes.host("sat").corruptOnce(1234);
        Session session = station.get("loop://sat/image");
        assertEquals(SessionState.FAILED, station.settle(session));
        assertEquals(Reason.Code.DIGEST_MISMATCH, reason(session).code());
        station.disk.failStateWrites(Integer.MAX_VALUE);
        session.resume();
        station.run(100);
        assertEquals(SessionState.PAUSED, station.settle(session));
        assertEquals(Reason.Code.DISK_FULL, reason(session).code());
        station.disk.failStateWrites(0);
        session.resume();
        station.run(1_500);
        station.kill();
        station.start(EngineSettings.defaults());
        Session again = station.engine.find(session.id()).orElseThrow();
        long held = again.status().heldBytes();
        assertTrue(held > 0 && held < content.length, "holds " + held + " after half of it came anew");
        assertEquals(SessionState.COMPLETED, station.settle(again));
        assertArrayEquals(content, Files.readAllBytes(station.out()));
    }

    @ParameterizedTest
    @ValueSource(strings = {".part", ".dtp"})
    void completesWhenTheFilesOfTheSessionCannotBeDeletedAndTheNextGetClearsThemAway(String left) throws IOException {
        Session session = station.get("loop://sat/image");
        station.run(1_000);
        station.disk.failDeletes(Optional.of(left));
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertArrayEquals(content, Files.readAllBytes(station.out()));
        assertTrue(Files.exists(folder.resolve("out.bin" + left)));
        station.disk.failDeletes(Optional.empty());
        IOException e = assertThrows(IOException.class, () -> station.get("loop://sat/image"));
        assertSays(e, "out.bin", "complete");
        assertFalse(Files.exists(folder.resolve("out.bin.part")));
        assertFalse(Files.exists(folder.resolve("out.bin.dtp")));
        assertArrayEquals(content, Files.readAllBytes(station.out()));
    }

    @Test
    void refusesAFolderThatIsNotThere() {
        IOException e = assertThrows(
                IOException.class,
                () -> station.engine.get(
                        dtp.api.GetRequest.to(folder.resolve("no/such/out"), dtp.api.Endpoint.parse("loop://sat/image"))
                                .build()));
        assertSays(e, "no/such/out");
    }

    @Test
    void refusesADtpFileThatIsNotOurs() throws IOException {
        Files.writeString(
                folder.resolve("out.bin.dtp"), "a letter to my aunt, long enough to be no accident".repeat(200));
        IOException e = assertThrows(SessionFileException.class, () -> station.get("loop://sat/image"));
        assertSays(e, "out.bin.dtp");
        assertTrue(Files.readString(folder.resolve("out.bin.dtp")).startsWith("a letter"));
    }

    @Test
    void refusesADtpFileThatIsDamagedInItsHead() throws IOException {
        Session session = station.get("loop://sat/image");
        station.run(1_000);
        station.stop();
        byte[] state = Files.readAllBytes(folder.resolve("out.bin.dtp"));
        java.util.Arrays.fill(state, 8, 64, (byte) 0x5a);
        java.util.Arrays.fill(state, 4104, 4160, (byte) 0x5a);
        Files.write(folder.resolve("out.bin.dtp"), state);
        station.start(EngineSettings.defaults());
        assertTrue(station.engine.find(session.id()).isEmpty());
        IOException e = assertThrows(SessionFileException.class, () -> station.get("loop://sat/image"));
        assertSays(e, "out.bin.dtp");
        assertArrayEquals(state, Files.readAllBytes(folder.resolve("out.bin.dtp")));
    }

    @Test
    void refusesAPartFileWithoutItsDtp() throws IOException {
        Files.writeString(folder.resolve("out.bin.part"), "somebody's");
        IOException e = assertThrows(SessionFileException.class, () -> station.get("loop://sat/image"));
        assertSays(e, "out.bin.part", "out.bin.dtp");
        assertEquals("somebody's", Files.readString(folder.resolve("out.bin.part")));
    }

    @Test
    void saysSoWhenThePartIsGone() throws IOException {
        station.get("loop://sat/image");
        station.run(1_500);
        station.stop();
        Files.delete(folder.resolve("out.bin.part"));
        station.start(EngineSettings.defaults());
        IOException e = assertThrows(SessionFileException.class, () -> station.engine.load(station.out()));
        assertSays(e, "out.bin.part", "gone");
    }

    @Test
    void refusesASessionThatAnotherEngineHasOpen() throws IOException {
        station.get("loop://sat/image");
        station.run(1_000);
        Engine other = new Engine(
                new Engine.Place(station.tasks(), new java.util.Random(2), new MortalDisk(), folder.resolve("home2")),
                EngineSettings.defaults());
        other.transports().add(station.loop, java.util.Set.of("loop"), 0);
        IOException e = assertThrows(
                SessionFileException.class,
                () -> other.get(station.request("loop://sat/image").build()));
        assertSays(e, "in use");
    }

    @Test
    void anotherEngineMayGoOnWithASessionThatRestsAndItIsNotMixedUpHere() throws IOException {
        Session session = station.get("loop://sat/image");
        station.run(1_000);
        session.pause();
        assertEquals(SessionState.PAUSED, station.settle(session));
        station.run(100);
        Engine other = new Engine(
                new Engine.Place(station.tasks(), new java.util.Random(2), new MortalDisk(), folder.resolve("home2")),
                EngineSettings.defaults());
        other.transports().add(station.loop, java.util.Set.of("loop"), 0);
        Session there = other.get(station.request("loop://sat/image").build());
        station.run(500);
        there.pause();
        assertEquals(SessionState.PAUSED, station.settle(there));
        station.run(100);
        session.resume();
        assertEquals(SessionState.PAUSED, station.settle(session));
        assertTrue(
                reason(session).text().contains("another program"),
                reason(session).text());
        there.resume();
        assertEquals(SessionState.COMPLETED, station.settle(there));
        assertArrayEquals(content, Files.readAllBytes(station.out()));
    }
}
