package dtp.shell.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RunTest {
    @TempDir
    Path folder;

    private final List<String> order = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private boolean interrupted;

    private Run run(int times, String... only) {
        Workplace place = new Workplace(folder, folder.resolve("app/target/dtp.jar"));
        return new Run(new Run.Wish(times, Set.of(only), 1_000), place, () -> interrupted, said::add);
    }

    private Row row(String key) {
        return Row.ours(key, "row " + key, "s", () -> {
            order.add(key);
            return Sample.of(order.size());
        });
    }

    @Test
    void rowsAreMeasuredInTurnSoThatADisturbanceMeetsAll() throws Exception {
        run(2).interleave(List.of(row("a"), row("b"), row("c")));
        assertEquals(List.of("a", "b", "c", "a", "b", "c"), order);
    }

    @Test
    void onlyNamesAKeyOrAKindOfRows() throws Exception {
        Run run = run(1, "rate", "a");
        run.interleave(List.of(row("a"), row("b"), row("rate/1k"), row("rate/2k")));
        assertEquals(List.of("a", "rate/1k", "rate/2k"), order);
        assertEquals(3, run.rows().size());
    }

    @Test
    void aWrongNameOfARowIsAnsweredWithAllOfThem() {
        Run run = run(1, "c");
        IOException e = assertThrows(IOException.class, () -> run.interleave(List.of(row("a"), row("rate/1k"))));
        assertTrue(e.getMessage().contains("a, rate/1k"), e.getMessage());
        assertEquals(List.of(), order);
    }

    @Test
    void aRowThatFailsIsNotMeasuredAgainAndTheOthersAre() throws Exception {
        Run run = run(3);
        Row broken = Row.ours("broken", "broken", "s", () -> {
            order.add("broken");
            throw new IOException("no such thing");
        });
        run.interleave(List.of(broken, row("a")));
        assertEquals(List.of("broken", "a", "a", "a"), order);
        assertEquals("no such thing", broken.problem().orElseThrow());
        assertFalse(broken.met());
    }

    @Test
    void aPeerThatIsNotInstalledIsLeftOutAndTold() throws Exception {
        Run run = run(1);
        run.interleave(List.of(row("a"), row("peer").needs(List.of("a-program-that-nobody-has"))));
        assertEquals(List.of("a"), order);
        assertEquals(1, run.rows().size());
        assertTrue(
                run.notes().get(0).contains("a-program-that-nobody-has"),
                run.notes().toString());
    }

    @Test
    void afterAnInterruptNothingMoreIsBegun() throws Exception {
        Run run = run(5);
        Row last = Row.ours("last", "last", "s", () -> {
            interrupted = true;
            return Sample.of(1);
        });
        run.interleave(List.of(row("a"), last, row("b")));
        assertEquals(List.of("a"), order);
        assertEquals(1, last.value().runs());
    }

    @Test
    void twoRowsOfOneKeyAreAFaultOfTheBenchmark() {
        assertThrows(IllegalArgumentException.class, () -> run(1).interleave(List.of(row("a"), row("a"))));
    }

    @Test
    void theWordsOfATemplateAreReplacedWhereverTheyStand() {
        assertEquals(
                "http://127.0.0.1:80/payload-1",
                Peer.filled("http://127.0.0.1:{port}/{payload}", Map.of("{port}", "80", "{payload}", "payload-1")));
    }

    @Test
    void aPayloadOfASizeHasAlwaysTheSameContent() throws Exception {
        Path first = run(1).place().payload(3_000_001);
        byte[] content = Files.readAllBytes(first);
        Files.delete(first);
        Path second = run(1).place().payload(3_000_001);
        assertEquals(3_000_001, content.length);
        assertTrue(java.util.Arrays.equals(content, Files.readAllBytes(second)));
    }

    @Test
    void withoutTheJarOfDtpBenchIsSaidHowToBuildIt() {
        IOException e = assertThrows(IOException.class, () -> run(1).place().benchJar());
        assertTrue(e.getMessage().contains("mvn -Dquick -pl dtp.bench -am package"), e.getMessage());
    }

    @Test
    void theJarOfDtpBenchBesideTheProgramIsTaken() throws Exception {
        Path beside = Files.createDirectories(folder.resolve("app/target")).resolve("dtp.bench.jar");
        Files.createFile(beside);
        assertEquals(beside, run(1).place().benchJar());
    }

    @Test
    void eventsCostsAndTheExitCodeOfAProcessAreSeen() throws Exception {
        List<String> command = List.of("sh", "-c", "echo ready; echo '{\"event\":\"end\",\"seconds\":1.5}'; exit 3");
        try (Child child = run(1).place().tool("sh", command)) {
            assertTrue(child.awaitEvent("end", 10_000));
            assertEquals(1.5, child.number("end", "seconds"));
            assertEquals(3, child.awaitEnd(10_000));
            assertTrue(child.cost().cpuSeconds() >= 0);
        }
    }

    @Test
    void aProcessThatFailsIsToldWithWhatItSaid() throws Exception {
        try (Child child = run(1).place().tool("sh", List.of("sh", "-c", "echo no such luck >&2; exit 1"))) {
            IOException e = assertThrows(IOException.class, () -> child.awaitSuccess("sh", 10_000));
            assertEquals("sh ended with 1: no such luck", e.getMessage());
        }
    }

    @Test
    void theTimeOfAProcessIsCountedToItsEndAndItsMemoryAtThePeak() throws Exception {
        String busy = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";
        try (Child child = run(1).place().tool("sh", List.of("sh", "-c", busy))) {
            child.awaitSuccess("sh", 30_000);
            assertTrue(child.cost().cpuSeconds() > 0, child.cost().toString());
            assertTrue(child.cost().peakBytes() > 100_000, child.cost().toString());
        }
    }
}
