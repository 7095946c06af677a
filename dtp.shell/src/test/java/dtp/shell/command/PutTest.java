package dtp.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.PutRequest;
import dtp.api.Reason;
import dtp.api.SessionState;
import dtp.api.TransferOptions.Durability;
import dtp.api.Verification;
import dtp.api.payload.PayloadInfo;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PutTest extends CommandTest {
    private static final String PUT = "put IMAGE tcp://station:50001/image";
    private static final String SHA_OF_X = "sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";

    @BeforeEach
    void aFile() throws IOException {
        Files.writeString(home.resolve("IMAGE"), "x");
    }

    private PutRequest put() {
        return sessions.puts.get(sessions.puts.size() - 1);
    }

    private static FakeStatus complete(Verification how) {
        return new FakeStatus(
                SessionState.COMPLETED,
                Optional.empty(),
                how,
                PayloadInfo.named("image").size(40),
                40);
    }

    @Test
    void aPutThatThePeerVerifiesEndsWithZeroAndTheDigest() {
        assertEquals(0, run(PUT));
        assertEquals("verified " + FakeStatus.DIGEST, lastLine());
        assertEquals(home.resolve("IMAGE"), put().file().orElseThrow());
        assertEquals("tcp://station:50001/image", put().target().toString());
    }

    @Test
    void aPutThatNothingConfirmsSaysSo() {
        sessions.outcome = complete(Verification.NONE);
        assertEquals(0, run(PUT));
        assertTrue(lastLine().startsWith("sent, not confirmed"), lastLine());
    }

    @Test
    void aPutWhoseSizeIsConfirmedIsNotCalledVerified() {
        sessions.outcome = complete(Verification.SIZE);
        assertEquals(0, run(PUT));
        assertTrue(lastLine().startsWith("not verified"), lastLine());
    }

    @Test
    void aRequiredDigestThatThePeerDoesNotConfirmFailsThePut() {
        sessions.outcome = complete(Verification.SIZE);
        assertEquals(1, run(PUT + " --require-digest"));
        assertTrue(err().contains("--require-digest"), err());
    }

    @Test
    void aRequiredDigestIsMadeAlsoWhereSpeedIsAskedFor() {
        assertEquals(0, run(PUT + " --durability process"));
        assertEquals(Durability.PROCESS, put().options().durability());
        assertEquals(0, run(PUT + " --durability process --require-digest"));
        assertEquals(Durability.POWER_CUT, put().options().durability());
    }

    @Test
    void anIncompletePutEndsWithThreeAndTellsToPutAgainWithTheSameOptions() {
        sessions.outcome = FakeStatus.ended(SessionState.PAUSED, Reason.Code.RETRIES_EXHAUSTED, "no answer");
        assertEquals(3, run(PUT + " -t 2M --connections 3 -T 2.5"));
        assertTrue(
                err().contains("dtp put " + home.resolve("IMAGE")
                        + " tcp://station:50001/image -t 2M -T 2.5 --connections 3\n"),
                err());
        assertFalse(err().contains("dtp resume"), err());
    }

    @Test
    void aFailedPutEndsWithOneAndTheReason() {
        sessions.outcome = FakeStatus.ended(SessionState.FAILED, Reason.Code.NOT_ALLOWED, "uploads are not allowed");
        assertEquals(1, run(PUT));
        assertTrue(err().contains("IMAGE to tcp://station:50001/image: failed: uploads are not allowed"), err());
    }

    @Test
    void aPutWhoseFileCouldNotBeOpenedHasNothingToGoOnWith() {
        sessions.outcome = new FakeStatus(
                SessionState.FAILED,
                Optional.of(Reason.of(Reason.Code.NOT_FOUND, "IMAGE is not there; nothing was sent.")),
                Verification.NONE,
                PayloadInfo.named("image"),
                0);
        assertEquals(1, run(PUT + " -t 2M"));
        assertFalse(err().contains("To go on") || err().contains("the remote knows"), err());
        assertTrue(
                err().contains("Once the file can be read: dtp put " + home.resolve("IMAGE")
                        + " tcp://station:50001/image -t 2M\n"),
                err());
    }

    @Test
    void whyAFileCannotBeReadNamesItOnce() {
        String file = "/pics/image";
        for (IOException e : List.of(
                new AccessDeniedException(file),
                new FileSystemException(file, null, "Stale file handle"),
                new NoSuchFileException(file),
                new FileSystemException(file))) {
            String said = Put.cannotRead(Path.of(file), e).getMessage();
            assertEquals(0, said.indexOf(file), said);
            assertEquals(0, said.lastIndexOf(file), said);
            assertFalse(said.contains("null"), said);
        }
        assertTrue(Put.cannotRead(Path.of(file), new AccessDeniedException(file))
                .getMessage()
                .contains("permission denied"));
        assertTrue(Put.cannotRead(Path.of(file), new IOException("Input/output error"))
                .getMessage()
                .contains("(Input/output error)"));
    }

    @Test
    void anInterruptPausesThePutAndEndsWithThree() throws Exception {
        sessions.outcome = FakeStatus.running(10, 40);
        CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() -> run(PUT));
        sessions.started.await();
        interrupt.raise();
        assertEquals(3, exit.get());
        assertEquals(List.of("pause"), sessions.open.get(0).calls);
    }

    @Test
    void theOptionsOfAPutReachTheSessionService() {
        assertEquals(0, run(PUT + " -m 2048 -t 2M -T 2.5 --connections 2 --wait"));
        assertEquals(2048, put().options().mtu().getAsInt());
        assertEquals(2_000_000, put().options().throughputBytesPerSecond().getAsLong());
        assertEquals(Duration.ofMillis(2_500), put().options().idleTimeout());
        assertEquals(2, put().options().connections());
        assertTrue(put().options().waitForContact());
    }

    @Test
    void behindALastSlashTheFileKeepsItsName() throws IOException {
        Files.writeString(home.resolve("a#1"), "x");
        assertEquals(0, run("put a#1 zmq://station:5555/in/"));
        assertEquals("in/a#1", put().target().name());
    }

    @Test
    void theConfigurationFileOfItsTransportIsReadFirst() throws IOException {
        Path config = Files.createDirectories(station.config());
        Files.writeString(config.resolve("dtp.transport.tcp.cfg"), "tls.trust.store = /keys\n");
        assertEquals(0, run(PUT), err());
        assertEquals("/keys", station.properties.get("dtp.transport.tcp").get("tls.trust.store"));
    }

    @Test
    void aFileThatIsNotWhatTheDigestSaysIsNotSent() {
        assertEquals(0, run(PUT + " --digest " + SHA_OF_X));
        assertEquals(1, run(PUT + " --digest " + FakeStatus.DIGEST));
        assertEquals(1, sessions.puts.size());
        assertTrue(err().contains("Nothing was sent"), err());
    }

    @Test
    void aFileThatIsNotThereIsNotSent() {
        assertEquals(1, run("put NOTHING tcp://station:50001/image"));
        assertTrue(err().contains("Nothing was sent"), err());
        assertTrue(sessions.puts.isEmpty());
    }

    @Test
    void aSchemeThatNobodyBringsIsToldAtOnceUnlessItIsToBeWaitedFor() {
        station.schemes.remove("tcp");
        assertEquals(1, run(PUT));
        assertTrue(err().contains("no transport for tcp is there"), err());
        assertTrue(sessions.puts.isEmpty());
        assertEquals(0, run(PUT + " --wait"));
    }
}
