package dtp.csp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.payload.Digest;
import dtp.api.payload.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The digest of a served file, whoever asks for it and however long he stays. */
class FileDigestsTest {
    @TempDir
    Path folder;

    private final byte[] content = Station.bytes(20_000_000, 1);
    private Station station;
    private Path file;

    @BeforeEach
    void begin() throws IOException {
        station = new Station(folder, 1);
        file = Files.write(folder.resolve("image"), content);
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    }

    private Payload open() throws IOException {
        return FilePayload.open(file, "3", true, station.engine.digests());
    }

    private static Digest sha256(byte[] bytes) throws Exception {
        return new Digest(
                Digest.SHA_256, MessageDigest.getInstance(Digest.SHA_256).digest(bytes));
    }

    @Test
    void isComputedToItsEndThoughWhoAskedIsGone() throws Exception {
        try (Payload asked = open()) {
            assertTrue(asked.info().digest().isEmpty());
            asked.digest(Digest.SHA_256);
        }
        station.run(60_000);
        try (Payload later = open()) {
            assertEquals(sha256(content), later.info().digest().orElseThrow());
        }
    }

    @Test
    void isComputedOnceForAllWhoAskMeanwhile() throws Exception {
        try (Payload one = open();
                Payload other = open()) {
            CompletableFuture<Digest> first = one.digest(Digest.SHA_256).toCompletableFuture();
            CompletableFuture<Digest> second = other.digest(Digest.SHA_256).toCompletableFuture();
            station.run(60_000);
            assertEquals(sha256(content), first.getNow(null));
            assertEquals(first.getNow(null), second.getNow(null));
        }
    }

    @Test
    void isNotToldOfAFileThatChangedMeanwhile() throws Exception {
        try (Payload asked = open()) {
            CompletableFuture<Digest> digest = asked.digest(Digest.SHA_256).toCompletableFuture();
            Files.write(file, new byte[5]);
            station.run(60_000);
            assertTrue(digest.isCompletedExceptionally());
        }
        try (Payload later = open()) {
            assertFalse(later.info().digest().isPresent());
        }
    }
}
