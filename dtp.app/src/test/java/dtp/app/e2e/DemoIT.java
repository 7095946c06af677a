package dtp.app.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dtp demo} as a stranger starts it: needs nothing, leaves nothing. */
@Tag("slow")
class DemoIT {
    @TempDir
    Path home;

    @Test
    void threeMegabytesComeDownThroughTwoBreaksAndEndVerified() throws Exception {
        try (DtpProcess demo = DtpProcess.start(home, "demo")) {
            assertEquals(0, demo.exit(), demo.output());
            String said = demo.output();
            assertTrue(said.contains("holes"), said);
            assertTrue(said.contains("equal, byte by byte, to what the satellite has"), said);
            assertTrue(said.strip().lines().reduce((a, b) -> b).orElse("").startsWith("verified sha256:"), said);
        }
        assertEquals(List.of(), leftBehind());
    }

    @Test
    void aFileOfTheUsersIsServedAndLeftAsItIs() throws Exception {
        Path mine = home.resolve("mine.bin");
        Files.write(mine, new byte[50_000]);
        try (DtpProcess demo = DtpProcess.start(home, "demo", mine.toString())) {
            assertEquals(0, demo.exit(), demo.output());
            assertTrue(demo.output().contains("serves mine.bin, 50.0 kB"), demo.output());
        }
        assertEquals(50_000, Files.size(mine));
    }

    private List<Path> leftBehind() throws IOException {
        try (Stream<Path> run = Files.list(home.resolve("run"))) {
            return run.toList();
        }
    }
}
