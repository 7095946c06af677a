package dtp.csp.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.GetRequest;
import dtp.api.PartialContent;
import dtp.api.Reason;
import dtp.api.Session;
import dtp.api.SessionState;
import dtp.api.TransferOptions;
import dtp.api.TransferOptions.Durability;
import dtp.api.Verification;
import dtp.api.interval.Interval;
import dtp.api.payload.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ADR 8: a small file at level PROCESS that is whole in a moment never has session files; one that is not has them in time. */
class BriefSessionTest {
    private static final int SIZE = 4_096;

    @TempDir
    Path folder;

    private Station station;
    private byte[] content = Station.bytes(SIZE, 1);

    @BeforeEach
    void begin() throws IOException {
        station = new Station(folder, 1);
        station.remotes.host("sat").holds("image", content).latency(Duration.ofMillis(1));
    }

    private GetRequest.Builder request(String source) {
        return GetRequest.to(station.out(), Endpoint.parse(source))
                .options(TransferOptions.builder()
                        .durability(Durability.PROCESS)
                        .idleTimeout(Duration.ofSeconds(2))
                        .build());
    }

    private Session get(String source) throws IOException {
        return station.engine.get(request(source).build());
    }

    private void slow() {
        content = Station.bytes(40_000, 1);
        station.remotes.host("sat").holds("image", content).rateBytesPerSecond(20_000);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(p -> p.getFileName().toString())
                    .filter(n -> !n.equals("home"))
                    .sorted()
                    .toList();
        }
    }

    private Digest digest() {
        return station.remotes.host("sat").content("image").orElseThrow().digest();
    }

    @Test
    void aFileThatIsWholeInAMomentNeverHasSessionFiles() throws IOException {
        Session session = get("loop://sat/image");
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertArrayEquals(content, Files.readAllBytes(station.out()));
        assertEquals(List.of("out.bin"), names());
        assertTrue(station.disk.opened().stream().noneMatch(p -> p.toString().endsWith(".dtp")));
        assertEquals(SIZE, session.status().heldBytes());
        station.run(1_000);
        assertEquals(
                SessionState.COMPLETED,
                station.engine.history(1).get(0).status().state());
        assertTrue(station.engine.stored().isEmpty());
    }

    @Test
    void anEmptyFileIsOne() throws IOException {
        station.remotes.host("sat").holds("image", new byte[0]);
        assertEquals(SessionState.COMPLETED, station.settle(get("loop://sat/image")));
        assertEquals(0, Files.size(station.out()));
    }

    @Test
    void itsDigestIsComparedWhereOneIsTold() throws IOException {
        Session session = get("loop://sat/image");
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertEquals(Verification.DIGEST, session.status().verification());
        assertEquals(digest(), session.status().payload().digest().orElseThrow());
    }

    @Test
    void itTakesOverTheModificationTime() throws IOException {
        Instant modified = Instant.parse("2020-02-02T02:02:02Z");
        station.remotes.host("sat").tellsModified(modified);
        station.settle(get("loop://sat/image"));
        assertEquals(modified, Files.getLastModifiedTime(station.out()).toInstant());
    }

    @Test
    void aWrongDigestPublishesNothingAndKeepsAllForInspection() throws IOException {
        station.remotes.host("sat").corruptOnce(1_234);
        Session session = get("loop://sat/image");
        assertEquals(SessionState.FAILED, station.settle(session));
        assertEquals(
                Reason.Code.DIGEST_MISMATCH,
                session.status().reason().orElseThrow().code());
        assertEquals(List.of("out.bin.dtp", "out.bin.part"), names());
        assertEquals(SIZE, Files.size(folder.resolve("out.bin.part")));
        session.resume();
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertArrayEquals(content, Files.readAllBytes(station.out()));
    }

    @Test
    void aFileThatTookItsNameMeanwhileIsNotTouched() throws IOException {
        Session session = get("loop://sat/image");
        Files.writeString(station.out(), "another");
        assertEquals(SessionState.FAILED, station.settle(session));
        assertEquals(Reason.Code.EXISTS, session.status().reason().orElseThrow().code());
        assertEquals("another", Files.readString(station.out()));
        assertEquals(List.of("out.bin", "out.bin.dtp", "out.bin.part"), names());
        Files.delete(station.out());
        session.resume();
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertArrayEquals(content, Files.readAllBytes(station.out()));
    }

    @Test
    void aFinishedFileIsReplacedWhereThatIsAskedFor() throws IOException {
        Files.writeString(station.out(), "old");
        Session session =
                station.engine.get(request("loop://sat/image").replace(true).build());
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertArrayEquals(content, Files.readAllBytes(station.out()));
        assertEquals(List.of("out.bin"), names());
    }

    @Test
    void itHasFilesOnceTheMomentIsOver() throws IOException {
        slow();
        Session session = get("loop://sat/image");
        assertEquals(List.of(), names());
        station.run(60);
        assertEquals(List.of("out.bin.dtp", "out.bin.part"), names());
        assertEquals(session.id(), station.engine.inspect(station.out()).id());
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertEquals(List.of("out.bin"), names());
    }

    @Test
    void aKillBeforeLeavesNothingAndAfterALessThanThatSessionToResume() throws IOException {
        slow();
        get("loop://sat/image");
        station.run(20);
        station.kill();
        assertEquals(List.of(), names());
        station.start(EngineSettings.defaults());
        Session session = get("loop://sat/image");
        station.run(1_200);
        var durable = session.durable();
        assertFalse(durable.isEmpty());
        station.kill();
        station.start(EngineSettings.defaults());
        Session again = station.engine.find(session.id()).orElseThrow();
        assertTrue(durable.minus(again.received()).isEmpty());
        assertEquals(SessionState.COMPLETED, station.settle(again));
        assertArrayEquals(content, Files.readAllBytes(station.out()));
    }

    @Test
    void aPauseMakesFilesAndGoesOn() throws IOException {
        slow();
        Session session = get("loop://sat/image");
        station.run(30);
        session.pause();
        assertEquals(SessionState.PAUSED, station.settle(session));
        assertEquals(List.of("out.bin.dtp", "out.bin.part"), names());
        session.resume();
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertArrayEquals(content, Files.readAllBytes(station.out()));
    }

    @Test
    void whoReadsItMakesItsFiles() throws IOException {
        slow();
        Session session = get("loop://sat/image");
        station.run(10);
        try (PartialContent reader = session.content()) {
            assertFalse(
                    reader.await(new Interval(0, 40_000)).toCompletableFuture().isDone());
            assertEquals(List.of("out.bin.dtp", "out.bin.part"), names());
        }
        assertEquals(SessionState.COMPLETED, station.settle(session));
    }

    @Test
    void aLargerFileHasFilesAsSoonAsItsSizeIsKnown() throws IOException {
        station.remotes.host("sat").holds("image", Station.bytes(100_000, 2)).rateBytesPerSecond(1_000_000);
        Session session = get("loop://sat/image");
        station.run(10);
        assertEquals(List.of("out.bin.dtp", "out.bin.part"), names());
        assertEquals(SessionState.COMPLETED, station.settle(session));
    }

    @Test
    void remainsOfAKilledProgramAreSweptWhenTheyAreOld() throws IOException {
        Path old = Files.writeString(folder.resolve(".01234567-89ab-cdef-0123-456789abcdef.dtptmp"), "x");
        Files.setLastModifiedTime(old, FileTime.from(Instant.parse("2025-12-31T22:00:00Z")));
        Path young = Files.writeString(folder.resolve(".11234567-89ab-cdef-0123-456789abcdef.dtptmp"), "x");
        station.settle(get("loop://sat/image"));
        assertFalse(Files.exists(old));
        assertTrue(Files.exists(young));
    }
}
