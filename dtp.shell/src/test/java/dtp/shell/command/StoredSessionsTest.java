package dtp.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Reason;
import dtp.api.Session;
import dtp.api.SessionService;
import dtp.api.SessionState;
import dtp.api.TransferOptions;
import dtp.shell.door.Door;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class StoredSessionsTest extends CommandTest {
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
    void resumeWithAutoTakesTheRateBack() {
        paused();
        sessions.storedOptions =
                TransferOptions.builder().throughputBytesPerSecond(5).build();
        assertEquals(0, run("resume OUT -t auto --csp-link udp://1@h:2"));
        assertTrue(asked().options().throughputBytesPerSecond().isEmpty());
    }

    @Test
    void resumeWithOtherOptionsCanTakeAnotherSource() {
        paused();
        assertEquals(0, run("resume OUT -t 1M --csp-link udp://1@h:2 --from csp://12/3"));
        assertTrue(asked().adopt());
        assertEquals("csp://12/3", asked().sources().get(0).toString());
    }

    @Test
    void resumeCanTakeAnotherSource() {
        paused();
        assertEquals(0, run("resume OUT --csp-link udp://1@h:2 --from csp://12/3"));
        assertTrue(asked().adopt());
        assertEquals("csp://12/3", asked().sources().get(0).toString());
    }

    @Test
    void resumeOfWhatTheContainerHasOpenAsksForTheOptionsThatAreSaid() {
        sessions.open.add(new FakeSession(
                home.resolve("OUT"), FakeStatus.ended(SessionState.PAUSED, Reason.Code.USER, "you asked for it")));
        sessions.storedOptions = TransferOptions.builder().connections(3).build();
        assertEquals(
                0, run("resume OUT -m 200 --require-digest --digest " + FakeStatus.DIGEST + " --csp-link udp://1@h:2"));
        assertEquals(200, asked().options().mtu().getAsInt());
        assertEquals(3, asked().options().connections());
        assertEquals(FakeStatus.DIGEST, asked().digest().orElseThrow());
        assertTrue(asked().requireDigest());
    }

    @Test
    void resumeOfWhatTheContainerHasOpenGoesOnWithItWhenNothingIsSaid() {
        FakeSession open = new FakeSession(
                home.resolve("OUT"), FakeStatus.ended(SessionState.PAUSED, Reason.Code.USER, "you asked for it"));
        sessions.open.add(open);
        assertEquals(0, run("resume OUT --csp-link udp://1@h:2"));
        assertEquals(List.of("resume"), open.calls);
        assertTrue(sessions.gets.isEmpty());
    }

    @Test
    void resumeEndsWithOneAndTheWordsOfTheRefusalWhenTheSessionCannotTakeTheOptions() {
        FakeSession running = new FakeSession(home.resolve("OUT"), FakeStatus.running(10, 40));
        sessions.open.add(running);
        sessions.refusal = new IOException("OUT runs already, asked for otherwise (mtu 200 instead of 1000)");
        assertEquals(1, run("resume OUT -m 200 --csp-link udp://1@h:2"));
        assertTrue(err().contains("runs already"), err());
        assertTrue(running.calls.isEmpty());
    }

    @Test
    void resumeOfAnUploadRefusesOptionsAndGoesOnWithoutThem() {
        FakeSession put = new FakeSession(
                home.resolve("OUT"),
                FakeStatus.ended(SessionState.PAUSED, Reason.Code.USER, "you asked for it"),
                Session.Direction.PUT);
        sessions.open.add(put);
        assertEquals(1, run("resume OUT --require-digest --csp-link udp://1@h:2"));
        assertTrue(put.calls.isEmpty());
        assertEquals(0, run("resume OUT --csp-link udp://1@h:2"));
        assertEquals(List.of("resume"), put.calls);
    }

    @Test
    void resumeOfWhatIsCompleteAlreadyComparesTheDigestThatIsDemanded() throws IOException {
        Files.writeString(home.resolve("OUT"), "whole");
        sessions.open.add(new FakeSession(home.resolve("OUT"), FakeStatus.verified()));
        String other = "sha256:" + "cd".repeat(32);
        assertEquals(0, run("resume OUT"));
        assertEquals(0, run("resume OUT --require-digest --digest " + FakeStatus.DIGEST));
        assertEquals(1, run("resume OUT --digest " + other));
        assertTrue(err().contains("not " + other), err());
        sessions.open.clear();
        sessions.open.add(new FakeSession(home.resolve("OUT"), FakeStatus.unverified()));
        assertEquals(0, run("resume OUT"));
        assertEquals(1, run("resume OUT --require-digest"));
        assertEquals(1, run("resume OUT --digest " + FakeStatus.DIGEST));
    }

    @Test
    void aRefusedResumeIsNotTakenForDoneBecauseAFileOfAnEarlierGetStandsThere() throws IOException {
        paused();
        Files.writeString(home.resolve("OUT"), "whole");
        sessions.open.add(new FakeSession(home.resolve("OUT"), FakeStatus.verified()));
        sessions.refusal = new IOException("an unfinished session of another payload stands beside it");
        assertEquals(1, run("resume OUT --csp-link udp://1@h:2 --digest " + FakeStatus.DIGEST));
        assertTrue(err().contains("another payload"), err());
    }

    @Test
    void resumeOfNothingEndsWithOne() {
        assertEquals(1, run("resume OUT"));
        assertTrue(err().contains("no session of"), err());
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
    void theHistoryOfADirectoryIsOfWhatCameThere() throws IOException {
        Files.createDirectories(home.resolve("there"));
        sessions.open.add(new FakeSession(home.resolve("HERE1"), FakeStatus.verified()));
        sessions.open.add(new FakeSession(home.resolve("there/OLD"), FakeStatus.verified()));
        sessions.open.add(new FakeSession(home.resolve("HERE2"), FakeStatus.verified()));
        sessions.finished.addAll(sessions.open);
        sessions.open.clear();
        assertEquals(0, run("sessions there --history 1"));
        assertTrue(out().contains("there/OLD") && !out().contains("HERE"), out());
        assertEquals(1, out().lines().count());
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
        assertTrue(err().contains("another process") && err().contains("SIGTERM"), err());
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
    void resumeHandsDigestAndRequireDigestOn() {
        paused();
        assertEquals(0, run("resume OUT --require-digest --digest " + FakeStatus.DIGEST + " --csp-link udp://1@h:2"));
        assertTrue(asked().requireDigest());
        assertEquals(FakeStatus.DIGEST, asked().digest().orElseThrow());
    }

    @Test
    void aCommandOfAnotherProcessIsDoneHereOnlyWhenTheSessionIsOpenHere() {
        FakeSession running = new FakeSession(home.resolve("OUT"), FakeStatus.running(10, 40));
        assertTrue(program.answerHere(List.of("pause", "OUT"), console()).isEmpty());
        station.services.put(SessionService.class, sessions);
        assertTrue(program.answerHere(List.of("pause", "OUT"), console()).isEmpty());
        sessions.open.add(running);
        assertTrue(program.answerHere(List.of("show", "OUT"), console()).isEmpty());
        assertEquals(0, program.answerHere(List.of("pause", "OUT"), console()).getAsInt());
        assertEquals(0, program.answerHere(List.of("cancel", "1234"), console()).getAsInt());
        assertEquals(List.of("pause", "cancel"), running.calls);
    }

    @Test
    void aSessionThatIsNotOpenHereIsAskedForInTheOtherProcessesOfTheHome() throws IOException {
        List<List<String>> asked = new ArrayList<>();
        Path socket = home.resolve("run/1.sock");
        Files.createDirectories(socket.getParent());
        Door other = Door.ofProcess(home, (args, console) -> {
            asked.add(args);
            return OptionalInt.of(0);
        });
        try {
            // As if it were process 1's: a process does not ask itself.
            Files.move(home.resolve("run/" + ProcessHandle.current().pid() + ".sock"), socket);
            assertEquals(0, run("cancel OUT --delete"));
            assertEquals(0, run("pause OUT"));
        } finally {
            other.close();
        }
        assertEquals(List.of(List.of("cancel", "OUT", "--delete"), List.of("pause", "OUT")), asked);
    }
}
