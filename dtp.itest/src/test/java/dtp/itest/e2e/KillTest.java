package dtp.itest.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plug is pulled on either side, at moments drawn from a seed: never a wrong byte, and what was recorded is not asked for again. */
@Tag("slow")
class KillTest {
    private static final int SIZE = 6_000_000;

    @TempDir
    Path folder;

    private static long held(Path output) throws Exception {
        Path part = output.resolveSibling(output.getFileName() + ".part");
        return Files.exists(part) ? Files.size(part) : 0;
    }

    /** Returns when the part file has grown to {@code bytes}, or the process has ended. */
    private static void awaitHeld(DtpProcess get, Path output, long bytes) throws Exception {
        while (get.isAlive() && held(output) < bytes) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aKilledGetIsResumedUntilTheFileIsWhole() throws Exception {
        Random random = new Random(20261121);
        Pair pair = new Pair(folder, SIZE, 1);
        try (DtpProcess server = pair.serve()) {
            DtpProcess get = pair.get("-m", "2048", "-t", "2M");
            for (int kill = 1; kill <= 3; kill++) {
                awaitHeld(get, pair.output, (long) (SIZE * (kill - random.nextDouble()) / 4));
                get.kill();
                get.close();
                get = pair.resume("-t", "2M");
            }
            assertEquals(0, get.exit(), get.output());
            get.close();
            assertTrue(server.isAlive());
        }
        assertTrue(pair.isEqual());
    }

    @Test
    void aKilledServerThatComesBackIsGoneOnWith() throws Exception {
        Random random = new Random(20261122);
        Pair pair = new Pair(folder, SIZE, 2);
        DtpProcess server = pair.serve();
        try (DtpProcess get = pair.get("-m", "2048", "-t", "2M", "--wait", "-T", "2")) {
            for (int kill = 1; kill <= 2; kill++) {
                awaitHeld(get, pair.output, (long) (SIZE * (kill - random.nextDouble()) / 3));
                server.kill();
                server.close();
                server = pair.serve();
            }
            assertEquals(0, get.exit(), get.output());
        }
        server.close();
        assertTrue(pair.isEqual());
    }

    @Test
    void aTerminatedGetPausesAndSaysHowToResume() throws Exception {
        Pair pair = new Pair(folder, SIZE, 3);
        try (DtpProcess server = pair.serve();
                DtpProcess get = pair.get("-m", "2048", "-t", "1M")) {
            awaitHeld(get, pair.output, SIZE / 4);
            get.terminate();
            assertEquals(3, get.exit(), get.output());
            assertTrue(get.output().contains("dtp resume"), get.output());
            try (DtpProcess show = pair.look("show", pair.output.toString())) {
                assertEquals(0, show.exit(), show.output());
                assertTrue(show.output().contains("PAUSED"), show.output());
            }
            try (DtpProcess resumed = pair.resume("-t", "20M")) {
                assertEquals(0, resumed.exit(), resumed.output());
            }
            assertTrue(server.isAlive());
        }
        assertTrue(pair.isEqual());
    }
}
