package dtp.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Reason;
import dtp.api.SessionState;
import dtp.api.TransferOptions;
import dtp.api.TransferOptions.Durability;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GetTest extends CommandTest {
    @Test
    void aVerifiedGetEndsWithZeroAndTheDigestAsItsLastLine() {
        assertEquals(0, run(GET));
        assertEquals("verified " + FakeStatus.DIGEST, lastLine());
    }

    @Test
    void aGetWithoutDigestSaysThatItIsNotVerified() {
        sessions.outcome = FakeStatus.unverified();
        assertEquals(0, run(GET));
        assertEquals("not verified: the peer offers no digest", lastLine());
    }

    @Test
    void aFailedGetEndsWithOneAndNamesTheEndpoint() {
        sessions.outcome = FakeStatus.ended(SessionState.FAILED, Reason.Code.NOT_FOUND, "there is no payload 3");
        assertEquals(1, run(GET));
        assertTrue(err().contains("csp://10/3: failed: there is no payload 3"), err());
    }

    @Test
    void anIncompleteGetEndsWithThreeAndSaysHowToGoOn() {
        sessions.outcome = FakeStatus.ended(SessionState.PAUSED, Reason.Code.RETRIES_EXHAUSTED, "no answer");
        assertEquals(3, run(GET + " -o my\u00a0file"));
        assertTrue(
                err().contains("dtp resume '" + home.resolve("my\u00a0file")
                        + "' --csp-link udp://9002@127.0.0.1:9001\n"),
                err());
    }

    @Test
    void anInterruptPausesTheSessionAndEndsWithThree() throws Exception {
        sessions.outcome = FakeStatus.running(10, 40);
        CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() -> run(GET));
        sessions.started.await();
        interrupt.raise();
        assertEquals(3, exit.get());
        assertEquals(List.of("pause"), sessions.open.get(0).calls);
        assertTrue(err().contains("dtp resume"), err());
    }

    @Test
    void theOptionsOfAGetReachTheSessionService() {
        assertEquals(
                0,
                run(GET
                        + " -o OUT -m 2048 -t 2M -T 2.5 --connections 2 --durability process --wait --force --require-digest --digest "
                        + FakeStatus.DIGEST));
        TransferOptions options = asked().options();
        assertEquals(home.resolve("OUT"), asked().file());
        assertEquals(2048, options.mtu().getAsInt());
        assertEquals(2_000_000, options.throughputBytesPerSecond().getAsLong());
        assertEquals(Duration.ofMillis(2_500), options.idleTimeout());
        assertEquals(2, options.connections());
        assertEquals(Durability.PROCESS, options.durability());
        assertTrue(options.waitForContact() && asked().awaitTransport());
        assertTrue(asked().replace() && asked().requireDigest());
        assertEquals(FakeStatus.DIGEST, asked().digest().orElseThrow());
    }

    @Test
    void aGetOfWhatRunsAlreadyKeepsTheOptionsThatAreNotSaid() {
        sessions.open.add(new FakeSession(home.resolve("payload-3.bin"), FakeStatus.running(10, 40)));
        sessions.storedOptions = TransferOptions.builder().mtu(1_000).build();
        assertEquals(0, run(GET));
        assertEquals(1_000, asked().options().mtu().getAsInt());
        sessions.open.clear();
        sessions.open.add(new FakeSession(home.resolve("payload-3.bin"), FakeStatus.running(10, 40)));
        assertEquals(0, run(GET + " -m 200"));
        assertEquals(200, asked().options().mtu().getAsInt());
    }

    @Test
    void anOwnNodeIsMadeAsTheOptionsSay() {
        run(GET + " --csp-address 11 --csp-version 1");
        assertEquals(11, station.properties.get("dtp.csp.node~shell").get("address"));
        assertEquals(1, station.properties.get("dtp.csp.node~shell").get("version"));
        assertEquals(false, station.properties.get("dtp.session").get("resumeOnStart"));
    }

    @Test
    void severalSourcesOfOneFileAreOneSession() {
        run("get csp://10/3 csp://12/3 --csp-link udp://1@h:2");
        assertEquals(1, sessions.gets.size());
        assertEquals(2, asked().sources().size());
    }

    @Test
    void aPeerAndItsPayloadGiveEndpointOptionsAndName() throws IOException {
        Files.createDirectories(station.config());
        Files.writeString(
                station.config().resolve(Peers.FILE),
                "# the fleet\nsat1 = csp://5, version 1, mtu 200, 2 kB/s, payload 3 = image.bin\n");
        for (String payload : new String[] {"sat1:3", "sat1:image.bin", "csp://5/3"}) {
            assertEquals(0, run("get " + payload + " --csp-link udp://1@h:2"));
            assertEquals("csp://5/3", asked().sources().get(0).toString());
            assertEquals(200, asked().options().mtu().getAsInt());
            assertEquals(2_000, asked().options().throughputBytesPerSecond().getAsLong());
            assertEquals(home.resolve("image.bin"), asked().file());
        }
        assertEquals(1, station.properties.get("dtp.csp.node~shell").get("version"));
        assertTrue(station.configured.contains("dtp.csp.peer~sat1"));
    }

    @Test
    void autoUndoesTheRateOfTheProfileAndKeepsItsMtu() throws IOException {
        Files.createDirectories(station.config());
        Files.writeString(station.config().resolve(Peers.FILE), "sat1 = csp://5, mtu 200, 2 kB/s\n");
        assertEquals(0, run("get sat1:3 -t auto --csp-link udp://1@h:2"));
        assertTrue(asked().options().throughputBytesPerSecond().isEmpty());
        assertTrue(asked().options().findsThroughput());
        assertEquals(200, asked().options().mtu().getAsInt());
    }

    @Test
    void aPayloadIdWithoutProfileNamesTheFile() {
        run(GET);
        assertEquals(home.resolve("payload-3.bin"), asked().file());
    }

    @Test
    void aRefusedGetEndsWithOneAndTellsOfForce() {
        sessions.refusal = new FileAlreadyExistsException("OUT exists");
        assertEquals(1, run(GET + " -o OUT"));
        assertTrue(err().contains("--force"), err());
    }

    @Test
    void aDirectoryThatMayNotBeWrittenIsNoBarePath() {
        sessions.refusal = new AccessDeniedException("/ro/x.dtp");
        assertEquals(1, run(GET + " -o /ro/x"));
        assertTrue(err().contains("/ro/x.dtp: permission denied"), err());
    }

    @Test
    void aBatchGetsEveryLineAndEndsWithTheWorstCode() throws IOException {
        Files.writeString(home.resolve("list"), "# two\ncsp://10/3 a file\n\ncsp://10/4\n");
        sessions.outcome = FakeStatus.ended(SessionState.PAUSED, Reason.Code.NO_CONTACT, "no contact");
        assertEquals(3, run("get --batch list --csp-link udp://1@h:2"));
        assertEquals(home.resolve("a file"), sessions.gets.get(0).file());
        assertEquals(home.resolve("payload-4.bin"), sessions.gets.get(1).file());
    }

    @Test
    void noLinkThatIsUpIsToldAndEndsWithOne() {
        node.up = false;
        assertEquals(1, run(GET));
        assertTrue(err().contains("Address already in use"), err());
        assertTrue(sessions.gets.isEmpty());
    }
}
