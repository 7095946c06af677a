package dtp.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program's jar, run as a process. */
class ProgramIT {
    @TempDir
    static Path shared;

    private static Program program;

    @TempDir
    Path home;

    @BeforeAll
    static void build() throws IOException {
        program = Program.withStub(shared);
    }

    @Test
    void theExitCodeIsTheCommands() throws Exception {
        assertEquals(new Program.Outcome(42, "", ""), program.run("--home", home.toString(), "42"));
    }

    @Test
    void argumentsArriveAsTyped() throws Exception {
        String option = "--home=" + home;
        assertEquals(
                option + "|a b||--|arguments\n",
                program.run(option, "a b", "", "--", "arguments").out());
    }

    @Test
    void homeAndTemporaryFilesLieWhereTheUserSaid() throws Exception {
        String[] directories = program.run("--home", home.toString(), "directories")
                .out()
                .strip()
                .split("\\|");
        assertEquals(home.toString(), directories[0]);
        assertTrue(directories[1].startsWith(home.resolve("run").toString()), directories[1]);
    }

    @Test
    void aCommandDoesNotWaitForTheBundlesOfTheContainer() throws Exception {
        String inactive = program.run("--home", home.toString(), "inactive").out();
        assertTrue(inactive.contains("org.apache.felix.gogo.shell"), inactive);
        assertTrue(!inactive.contains("dtp."), inactive);
    }

    @Test
    void atStartLevelTwoEveryBundleIsActive() throws Exception {
        assertEquals("[]\n", program.run("--home", home.toString(), "container").out());
    }

    @Test
    void logsGoToTheFileAndNotToTheTerminal() throws Exception {
        assertEquals(new Program.Outcome(0, "done\n", ""), program.run("--home", home.toString(), "log"));
        String log = Files.readString(home.resolve("log/dtp-0.0.log"));
        assertTrue(log.contains(" INFO stub said to the log\n"), log);
        assertTrue(log.contains(" INFO stub said to the JDK's log\n"), log);
    }

    @Test
    void nothingIsLeftInRun() throws Exception {
        program.run("--home", home.toString(), "0");
        assertEquals(List.of(), inRun());
    }

    @Test
    @Tag("slow")
    void whatAKilledProcessLeftIsSweptByTheNextOne() throws Exception {
        Process killed = program.startAndWaitForALine("--home", home.toString(), "wait");
        killed.destroyForcibly();
        Program.exitCode(killed);
        assertEquals(1, inRun().size());
        program.run("--home", home.toString(), "0");
        assertEquals(List.of(), inRun());
    }

    @Test
    @Tag("slow")
    void whatARunningProcessHasIsLeftAlone() throws Exception {
        Process running = program.startAndWaitForALine("--home", home.toString(), "wait");
        List<String> before = inRun();
        program.run("--home", home.toString(), "0");
        assertEquals(before, inRun());
        running.toHandle().destroy();
        assertEquals(3, Program.exitCode(running));
    }

    @Test
    void theFirstSignalAsksTheCommandToReturn() throws Exception {
        Process process = program.startAndWaitForALine("--home", home.toString(), "wait");
        process.toHandle().destroy();
        assertEquals(3, Program.exitCode(process));
        assertEquals(List.of(), inRun());
    }

    @Test
    @Tag("slow")
    void theSecondSignalEndsACommandThatDoesNotListen() throws Exception {
        Process process = program.startAndWaitForALine("--home", home.toString(), "deaf");
        process.toHandle().destroy();
        assertEquals("heard and ignored", Program.awaitLine(process));
        process.toHandle().destroy();
        assertEquals(3, Program.exitCode(process));
    }

    @Test
    void aFaultIsSaidInOneLineAndLogged() throws Exception {
        Program.Outcome outcome = program.run("--home", home.toString(), "fault");
        assertEquals(1, outcome.code());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
        assertTrue(Files.readString(home.resolve("log/dtp-0.0.log")).contains("IllegalStateException: seven"));
    }

    @Test
    void aHomeThatIsAFileIsRefusedWithWhatToDo() throws Exception {
        Path file = Files.createFile(home.resolve("file"));
        Program.Outcome outcome = program.run("--home", file.toString(), "0");
        assertEquals(1, outcome.code());
        assertTrue(outcome.err().contains(file.toString()) && outcome.err().contains("--home DIR"), outcome.err());
    }

    @Test
    void aHomeWithoutAValueIsAWrongUsage() throws Exception {
        assertEquals(2, program.run("--home").code());
    }

    private List<String> inRun() throws IOException {
        try (Stream<Path> names = Files.list(home.resolve("run"))) {
            return names.map(name -> name.getFileName().toString()).toList();
        }
    }
}
