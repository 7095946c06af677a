package dtp.app.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dtp pause} and {@code dtp cancel} reach a get that runs by itself, in another process of the same home. */
@Tag("slow")
class PauseIT {
    @TempDir
    Path folder;

    @Test
    void aGetInAnotherProcessIsPausedAndGoesOnWithResume() throws Exception {
        Pair pair = new Pair(folder, 1_000_000, 1);
        try (DtpProcess server = pair.serve()) {
            try (DtpProcess get = pair.get("-m", "2048", "-t", "50k", "--json").await("\"event\":\"progress\"");
                    DtpProcess pause = pair.look("pause", pair.output.toString())) {
                assertEquals(0, pause.exit(), pause.output());
                assertTrue(pause.output().contains("PAUSED"), pause.output());
                assertEquals(3, get.exit(), get.output());
                assertTrue(get.output().contains("dtp resume"), get.output());
            }
            try (DtpProcess resume = pair.resume("-t", "10M")) {
                assertEquals(0, resume.exit(), resume.output());
                assertTrue(pair.isEqual());
            }
            assertTrue(server.isAlive());
        }
    }

    @Test
    void aGetInAnotherProcessIsCancelledAndItsFilesDeleted() throws Exception {
        Pair pair = new Pair(folder, 1_000_000, 2);
        try (DtpProcess server = pair.serve();
                DtpProcess get = pair.get("-m", "2048", "-t", "50k", "--json").await("\"event\":\"progress\"");
                DtpProcess cancel = pair.look("cancel", "--delete", pair.output.toString())) {
            assertEquals(0, cancel.exit(), cancel.output());
            assertEquals(1, get.exit(), get.output());
            assertFalse(Files.exists(folder.resolve("out.bin.part")));
            assertFalse(Files.exists(folder.resolve("out.bin.dtp")));
            assertTrue(server.isAlive());
        }
    }

    @Test
    void aGetOfAnotherHomeIsToldWithItsProcess() throws Exception {
        Pair pair = new Pair(folder, 1_000_000, 3);
        try (DtpProcess server = pair.serve();
                DtpProcess get = pair.get("-m", "2048", "-t", "50k", "--json").await("\"event\":\"progress\"");
                DtpProcess pause = DtpProcess.start(folder.resolve("other-home"), "pause", pair.output.toString())) {
            assertEquals(1, pause.exit(), pause.output());
            assertTrue(pause.output().contains("process " + get.pid() + ","), pause.output());
            assertTrue(get.isAlive() && server.isAlive());
        }
    }
}
