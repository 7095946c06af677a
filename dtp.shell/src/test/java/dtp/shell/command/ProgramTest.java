package dtp.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dtp.api.GetRequest;
import dtp.api.Reason;
import dtp.api.SessionService;
import dtp.api.SessionState;
import dtp.api.TransferOptions;
import dtp.api.link.CspNode;
import dtp.api.transport.Serving;
import dtp.api.transport.Transport;
import dtp.shell.console.Console;
import dtp.shell.console.Interrupt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ProgramTest {
    private static final String GET = "get csp://10/3 --csp-link udp://9002@127.0.0.1:9001";

    @TempDir
    Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Interrupt interrupt = new Interrupt();
    private final FakeSessions sessions = new FakeSessions();
    private final FakeNode node = new FakeNode();
    private FakeStation station;
    private Program program;

    @BeforeEach
    void aProcessWithoutServices() {
        station = new FakeStation(home);
        station.afterConfiguration.put(SessionService.class, sessions);
        station.afterConfiguration.put(CspNode.class, node);
        station.afterConfiguration.put(Transport.class, nothing(Transport.class));
        station.afterConfiguration.put(Serving.class, nothing(Serving.class));
        program = new Program(station, InstantSource.fixed(Instant.EPOCH));
    }

    private static Object nothing(Class<?> type) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> null);
    }

    private Console console() {
        return new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                0,
                false,
                home,
                interrupt);
    }

    private int run(String line) {
        return program.run(List.of(line.split(" ")), console());
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private String lastLine() {
        String[] lines = out().split("\n");
        return lines[lines.length - 1];
    }

    private GetRequest asked() {
        return sessions.gets.get(sessions.gets.size() - 1);
    }

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
                run(GET + " -o OUT -m 2048 -t 2M -T 2.5 --connections 2 --wait --force --require-digest --digest "
                        + FakeStatus.DIGEST));
        TransferOptions options = asked().options();
        assertEquals(home.resolve("OUT"), asked().file());
        assertEquals(2048, options.mtu().getAsInt());
        assertEquals(2_000_000, options.throughputBytesPerSecond().getAsLong());
        assertEquals(Duration.ofMillis(2_500), options.idleTimeout());
        assertEquals(2, options.connections());
        assertTrue(options.waitForContact() && asked().awaitTransport());
        assertTrue(asked().replace() && asked().requireDigest());
        assertEquals(FakeStatus.DIGEST, asked().digest().orElseThrow());
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
    void aBatchGetsEveryLineAndEndsWithTheWorstCode() throws IOException {
        Files.writeString(home.resolve("list"), "# two\ncsp://10/3 a file\n\ncsp://10/4\n");
        sessions.outcome = FakeStatus.ended(SessionState.PAUSED, Reason.Code.NO_CONTACT, "no contact");
        assertEquals(3, run("get --batch list --csp-link udp://1@h:2"));
        assertEquals(home.resolve("a file"), sessions.gets.get(0).file());
        assertEquals(home.resolve("payload-4.bin"), sessions.gets.get(1).file());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get",
                "get nonsense",
                "get sat9:3",
                "get csp:///3",
                "fly",
                "get csp://10/3 -t fast --csp-link udp://1@h:2",
                "get csp://10/3 -m 5 --csp-link udp://1@h:2",
                "get csp://10/3 --no-such-option",
                "get csp://10/3 --digest md5:00",
                "get csp://10/3",
                "get csp://10/3 --csp-link nonsense",
                "get csp://10/3 --csp-version 3 --csp-link udp://1@h:2",
                "get csp://10/3 --csp-version 1 --csp-address 31 --csp-link udp://1@h:2",
                "get csp://10/3 --batch list",
                "resume",
                "serve --payload 300=x",
                "serve --payload nothing",
                "ping tcp://host/x",
                "ping csp://10 -c 0"
            })
    void wrongUsageEndsWithTwo(String line) {
        assertEquals(2, run(line), err());
        assertFalse(err().isEmpty());
        assertTrue(sessions.gets.isEmpty());
    }

    @Test
    void noLinkThatIsUpIsToldAndEndsWithOne() {
        node.up = false;
        assertEquals(1, run(GET));
        assertTrue(err().contains("Address already in use"), err());
        assertTrue(sessions.gets.isEmpty());
    }

    @Test
    void everyJsonLineIsAnEventWithATimeInUtc() throws IOException {
        assertEquals(0, run(GET + " --json"));
        String[] lines = out().split("\n");
        String[] events = {"started", "state", "end"};
        assertEquals(events.length, lines.length, out());
        for (int i = 0; i < events.length; i++) {
            try (JsonParser parser = new JsonFactory().createParser(lines[i])) {
                while (parser.nextToken() != null) {
                    assertFalse(parser.currentToken() == null);
                }
            }
            assertTrue(
                    lines[i].startsWith("{\"time\":\"1970-01-01T00:00:00Z\",\"event\":\"" + events[i] + "\""),
                    lines[i]);
        }
        assertTrue(lines[2].contains("\"exit\":0") && lines[2].contains(FakeStatus.DIGEST.toString()), lines[2]);
    }

    @Test
    void resumeGoesOnWithTheStoredSessionAsItWasAskedFor() {
        FakeSession stored = paused();
        assertEquals(0, run("resume OUT --csp-link udp://1@h:2"));
        assertEquals(List.of("resume"), stored.calls);
        assertTrue(sessions.gets.isEmpty());
    }

    @Test
    void resumeWithOtherOptionsKeepsThoseThatAreNotGiven() {
        paused();
        sessions.storedOptions =
                TransferOptions.builder().mtu(2048).throughputBytesPerSecond(5).build();
        assertEquals(0, run("resume OUT -t 1M --csp-link udp://1@h:2"));
        assertEquals(1_000_000, asked().options().throughputBytesPerSecond().getAsLong());
        assertEquals(2048, asked().options().mtu().getAsInt());
    }

    @Test
    void resumeCanTakeAnotherSource() {
        FakeSession stored = paused();
        assertEquals(0, run("resume OUT --csp-link udp://1@h:2 --from csp://12/3"));
        assertEquals("csp://12/3", stored.endpoints.get(0).toString());
    }

    @Test
    void resumeOfNothingEndsWithOne() {
        assertEquals(1, run("resume OUT"));
        assertTrue(err().contains("no session of"), err());
    }

    private FakeSession paused() {
        FakeSession session = new FakeSession(
                home.resolve("OUT"), FakeStatus.ended(SessionState.PAUSED, Reason.Code.USER, "you asked for it"));
        sessions.stored.put(session.path, session);
        return session;
    }

    @Test
    void showDrawsTheMapAndListsTheHoles() {
        paused();
        assertEquals(0, run("show OUT"));
        assertTrue(out().contains("PAUSED since 1970-01-01T00:00:00Z"), out());
        assertTrue(out().contains("#".repeat(16) + ".".repeat(48)), out());
        assertTrue(out().contains("1: 10-39"), out());
        assertTrue(out().contains("250 ms"), out());
    }

    @Test
    void sessionsListsWhatIsOpenAndWhatIsStored() {
        paused();
        sessions.open.add(new FakeSession(home.resolve("OTHER"), FakeStatus.running(10, 40)));
        assertEquals(0, run("sessions"));
        assertEquals(2, out().lines().count());
        assertTrue(out().contains("OTHER") && out().contains("2.00 kB/s") && out().contains("25.0 % of 40 B"), out());
    }

    @Test
    void pauseFindsASessionByTheFirstLettersOfItsId() {
        FakeSession running = new FakeSession(home.resolve("OUT"), FakeStatus.running(10, 40));
        sessions.open.add(running);
        assertEquals(0, run("pause 1234"));
        assertEquals(List.of("pause"), running.calls);
    }

    @Test
    void pauseOfASessionInAnotherProcessSaysWhatToDo() {
        paused();
        sessions.inUse = true;
        assertEquals(1, run("pause OUT"));
        assertTrue(err().contains("another process"), err());
    }

    @Test
    void cancelKeepsTheFilesUnlessToldToDelete() {
        FakeSession stored = paused();
        assertEquals(0, run("cancel OUT"));
        assertEquals(0, run("cancel OUT.dtp --delete".replace(".dtp", "")));
        assertEquals(List.of("cancel", "cancel and delete"), stored.calls);
    }

    @Test
    void forgetTakesTheSessionFileForItsFile() {
        paused();
        assertEquals(0, run("forget OUT.dtp"));
        assertEquals(1, run("forget OUT"));
    }

    @Test
    void pingPrintsEveryEchoAndTheFigures() {
        assertEquals(0, run("ping csp://10 -c 2 -i 0 --ident --csp-link udp://1@h:2"));
        assertTrue(out().contains("seq=2 time=1.000 ms"), out());
        assertTrue(out().contains("2 sent, 2 received, 0 % lost"), out());
        assertTrue(out().contains("hostname=sat"), out());
    }

    @Test
    void aNodeThatNeverAnswersEndsThePingWithOne() {
        node.answers = false;
        assertEquals(1, run("ping 10 -c 1 --csp-link udp://1@h:2"));
        assertTrue(out().contains("100 % lost"), out());
    }

    @Test
    void serveSaysWhatItServesAndStopsAtAnInterrupt() throws IOException {
        Files.writeString(home.resolve("image"), "x");
        interrupt.raise();
        assertEquals(0, run("serve --payload 3=image --csp-link udp://9001@127.0.0.1:9002"));
        assertTrue(out().contains("serving csp://10/3 = " + home.resolve("image")), out());
        assertTrue(out().contains("ready"), out());
        assertEquals(10, station.properties.get("dtp.csp.node~shell").get("address"));
        assertEquals(true, station.properties.get("dtp.session").get("resumeOnStart"));
        assertTrue(station.configured.contains("stay"));
    }

    @Test
    void aFileThatIsNotThereIsNotServed() {
        assertEquals(1, run("serve --payload 3=image --csp-link udp://9001@127.0.0.1:9002"));
        assertTrue(station.configured.isEmpty());
    }

    @Test
    void aCommandOfAnotherProcessIsRunHereOrDeclinedByTheNodeItNames() {
        station.services.put(CspNode.class, node);
        station.services.put(SessionService.class, sessions);
        assertTrue(program.answer(List.of("get", "csp://12/3"), console()).isPresent());
        assertTrue(program.answer(
                        List.of("get", "csp://12/3", "--csp-address", "10", "--csp-link", FakeNode.LINK), console())
                .isPresent());
        assertTrue(program.answer(List.of("get", "csp://12/3", "--csp-address", "11"), console())
                .isEmpty());
        assertTrue(program.answer(List.of("get", "csp://12/3", "--csp-link", "udp://1@h:2"), console())
                .isEmpty());
        assertEquals(2, sessions.gets.size());
    }

    @Test
    void helpAndVersionNeedNoCommand() {
        assertEquals(0, run("--version"));
        assertEquals("dtp 0.1.0\n", out());
        assertEquals(0, run("--help"));
        assertTrue(out().contains("dtp resume"), out());
        assertEquals(0, run("get --help"));
        assertTrue(out().contains("--require-digest"), out());
        assertEquals(0, run("help serve"));
        assertTrue(out().contains("--payload"), out());
    }

    @Test
    void globalOptionsMayStandBeforeTheCommand() {
        assertEquals(0, run("--home " + home + " --csp-link udp://1@h:2 --json get csp://10/3"));
    }
}
